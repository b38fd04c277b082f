import { placeInput, releaseHoldInput, voidTicketInput } from '../../../admin/controls.schema.ts';
import { admitFromStaff, removeFromQueue } from '../../../admin/queue-places.ts';
import { releaseHold } from '../../../admin/release-hold.ts';
import { voidTicket } from '../../../admin/void-ticket.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';
import { byConcert, byReservation, byTicket } from './by.ts';

export const holdsRouter = router({
  release: staff(['MANAGER'], releaseHoldInput, byReservation).mutation(({ ctx, input }) =>
    releaseHold(ctx.db, ctx.userId, input),
  ),
});

export const ticketsRouter = router({
  void: staff(['MANAGER'], voidTicketInput, byTicket).mutation(({ ctx, input }) =>
    voidTicket(ctx.db, ctx.userId, input),
  ),
});

/** Controls of one person's place, beside `admin.queue.set`. */
export const placeControls = {
  remove: staff(['MANAGER'], placeInput, byConcert).mutation(({ ctx, input }) =>
    removeFromQueue(ctx, ctx.userId, input),
  ),
  admit: staff(['MANAGER'], placeInput, byConcert).mutation(({ ctx, input }) =>
    admitFromStaff(ctx, ctx.userId, input),
  ),
};
