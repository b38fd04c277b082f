import { admitInput, findInput, undoInput } from '../../door/door.schema.ts';
import {
  admit,
  type DoorAnswer,
  findAtDoor,
  type MergedScans,
  mergeOffline,
  undoAdmission,
} from '../../door/door.ts';
import { performanceInput } from '../../schema/ids.schema.ts';
import { listForDoor } from '../../ticket/ticket.ts';
import { router } from '../init.ts';
import { staff } from '../procedures.ts';
import { byPerformance } from './admin/by.ts';

/** Staff at the door scan tickets without a second factor, because a queue of people waits. */
export const doorRouter = router({
  /** Returns a compact JWS, which server/door/list.schema.ts describes. */
  list: staff(['DOOR'], performanceInput, byPerformance).query(({ ctx, input }) =>
    listForDoor(ctx.db, input.performanceId),
  ),
  find: staff(['DOOR'], findInput, byPerformance).query(({ ctx, input }) =>
    findAtDoor(ctx, ctx.userId, input),
  ),
  admit: staff(['DOOR'], admitInput, byPerformance).mutation(
    ({ ctx, input }): Promise<DoorAnswer | MergedScans> =>
      'offline' in input ? mergeOffline(ctx, ctx.userId, input) : admit(ctx, ctx.userId, input),
  ),
  undo: staff(['DOOR'], undoInput, byPerformance).mutation(({ ctx, input }) =>
    undoAdmission(ctx.db, ctx.userId, input),
  ),
});
