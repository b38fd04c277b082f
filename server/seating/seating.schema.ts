import { z } from 'zod';
import { id, seatNumbers } from '../schema/ids.schema.ts';

export const holdInput = z.strictObject({ performanceId: id, seats: seatNumbers });
export const releaseInput = z.strictObject({ reservationId: id, seats: seatNumbers.optional() });
