import type { z } from 'zod';
import { accountRouter } from './routers/account.ts';
import { adminRouter } from './routers/admin.ts';
import { catalogRouter } from './routers/catalog.ts';
import { doorRouter } from './routers/door.ts';
import { paymentRouter } from './routers/payment.ts';
import { queueRouter } from './routers/queue.ts';
import { reservationRouter } from './routers/reservation.ts';
import { seatingRouter } from './routers/seating.ts';
import { staffRouter } from './routers/staff.ts';
import { ticketRouter } from './routers/ticket.ts';
import { waitlistRouter } from './routers/waitlist.ts';
import { walletRouter } from './routers/wallet.ts';
import { createCallerFactory, type DirectCall, router } from './init.ts';

export const appRouter = router({
  account: accountRouter,
  admin: adminRouter,
  catalog: catalogRouter,
  door: doorRouter,
  payment: paymentRouter,
  queue: queueRouter,
  reservation: reservationRouter,
  seating: seatingRouter,
  staff: staffRouter,
  ticket: ticketRouter,
  waitlist: waitlistRouter,
  wallet: walletRouter,
});
export type AppRouter = typeof appRouter;

interface KnownProcedure {
  _def: {
    type: 'query' | 'mutation' | 'subscription';
    inputs: z.ZodType[];
    meta?: { call: DirectCall };
  };
}
/**
 * Procedures by dotted path. At run time tRPC has this flat map, although the type shows nested
 * routers.
 */
export const procedures = appRouter._def.procedures as unknown as Partial<
  Record<string, KnownProcedure>
>;
export const createCaller = createCallerFactory(appRouter);
