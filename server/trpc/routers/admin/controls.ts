import { placeInput, releaseHoldInput, voidTicketInput } from '../../../admin/controls.schema.ts';
import { admitFromStaff, removeFromQueue } from '../../../admin/queue-places.ts';
import { releaseHold } from '../../../admin/release-hold.ts';
import { voidTicket } from '../../../admin/void-ticket.ts';
import { router } from '../../init.ts';
import { admin } from '../../procedures.ts';

export const holdsRouter = router({
  release: admin
    .input(releaseHoldInput)
    .mutation(({ ctx, input }) => releaseHold(ctx.db, ctx.userId, input)),
});

export const ticketsRouter = router({
  void: admin
    .input(voidTicketInput)
    .mutation(({ ctx, input }) => voidTicket(ctx.db, ctx.userId, input)),
});

/** Controls of one person's place, beside `admin.queue.set`. */
export const placeControls = {
  remove: admin
    .input(placeInput)
    .mutation(({ ctx, input }) => removeFromQueue(ctx, ctx.userId, input)),
  admit: admin
    .input(placeInput)
    .mutation(({ ctx, input }) => admitFromStaff(ctx, ctx.userId, input)),
};
