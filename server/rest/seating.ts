import { z } from 'zod';
import { concertOfPerformance, performancesOn } from '../catalog/catalog.ts';
import { refuse, Refusal } from '../errors/refusal.ts';
import { seatDigits } from '../schema/ids.schema.ts';
import { hold } from '../seating/seating.ts';
import type { Caller } from './caller.ts';
import { endpoint, inputOf } from './endpoint.ts';
import {
  concertOptionId,
  day,
  instant,
  ownPath,
  reservationId,
  twoDigits,
  seatList,
  won,
} from './rest.schema.ts';

const body = z.union([
  z.strictObject({ concertOptionId, seat: twoDigits }),
  z.strictObject({ concertOptionId, seats: seatList }),
  z.strictObject({ date: day, seat: twoDigits }),
  z.strictObject({ date: day, seats: seatList }),
]);

/**
 * Resolves a day to the only performance of the token's concert on that day. Refusals: BAD_INPUT if
 * the day has several performances, NOT_FOUND if the day has none.
 */
async function showOf(
  { db, place }: Caller['queueToken'],
  input: z.output<typeof body>,
): Promise<number> {
  if ('concertOptionId' in input) return input.concertOptionId;
  const [first, ...others] = await performancesOn(db, place().concertId, input.date);
  if (others.length > 0)
    throw new Refusal('BAD_INPUT', {
      issues: [{ path: 'date', message: 'the day has several shows: name one by concertOptionId' }],
    });
  return first ?? refuse('NOT_FOUND');
}

export const seatingEndpoints = [
  endpoint({
    id: 'holdSeats',
    method: 'POST',
    path: '/concert/{userId}/reservation',
    proof: 'queueToken',
    limited: 'hold',
    title: 'Hold seats',
    description:
      'Holds seats of a show for you until expiresAt, about five minutes: all of them or none. No other user can take them meanwhile. Name the show by its concertOptionId, or by its day if that day has only one. More seats of the same show join the hold without moving its end; seats of another show replace the hold. A concert can refuse a hold that leaves an orphan seat, unless every choice leaves one (orphanRule). A companion seat is held only together with its wheelchair seat. After long holds without payment, the next hold is refused for a while (TOO_MANY_REQUESTS, Retry-After). Needs a turn.',
    input: inputOf({ path: ownPath, body }),
    reply: z.object({
      reservationId,
      concertOptionId,
      seat: twoDigits.meta({ description: 'The first seat of this request' }),
      seats: z.array(twoDigits).meta({ description: 'All seats of the hold' }),
      price: won.meta({ description: 'The total of the hold, whole won' }),
      expiresAt: instant.meta({ description: 'The end of the hold' }),
    }),
    replyDescription: 'The hold.',
    refusals: [
      'NOT_FOUND',
      'NOT_YOUR_TURN',
      'QUEUE_TOKEN_EXPIRED',
      'SEAT_TAKEN',
      'SEAT_BLOCKED',
      'SEAT_ORPHAN',
      'COMPANION',
      'SEAT_LIMIT',
      'OFFER_OPEN',
      'SALE_CLOSED',
      'HOLD_EXPIRED',
    ],
    answer: async (caller, { body: input }) => {
      const performanceId = await showOf(caller, input);
      const turn = await caller.turn(await concertOfPerformance(caller.db, performanceId));
      const wanted = 'seat' in input ? [input.seat] : input.seats;
      const held = await hold(caller, turn, { performanceId, seats: wanted.map(Number) });
      return {
        reservationId: held.reservationId,
        concertOptionId: held.performanceId,
        seat: wanted[0] ?? '',
        seats: held.seats.map(seatDigits),
        price: held.price,
        expiresAt: held.expiresAt,
      };
    },
  }),
];
