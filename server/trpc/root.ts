import type { z } from 'zod';
import { accountRouter } from '../account/account.router.ts';
import { adminRouter } from '../admin/admin.router.ts';
import { catalogRouter } from '../catalog/catalog.router.ts';
import { paymentRouter } from '../payment/payment.router.ts';
import { queueRouter } from '../queue/queue.router.ts';
import { reservationRouter } from '../reservation/reservation.router.ts';
import { seatingRouter } from '../seating/seating.router.ts';
import { walletRouter } from '../wallet/wallet.router.ts';
import { createCallerFactory, router } from './init.ts';

export const appRouter = router({
  account: accountRouter,
  admin: adminRouter,
  catalog: catalogRouter,
  payment: paymentRouter,
  queue: queueRouter,
  reservation: reservationRouter,
  seating: seatingRouter,
  wallet: walletRouter,
});
export type AppRouter = typeof appRouter;

interface ProcedureSeen {
  _def: { type: 'query' | 'mutation'; inputs: z.ZodType[] };
}
/** The procedures by dotted path: so tRPC keeps them at run time, whatever the type of a nested router says. */
export const procedures = appRouter._def.procedures as unknown as Partial<Record<string, ProcedureSeen>>;
export const createCaller = createCallerFactory(appRouter);
