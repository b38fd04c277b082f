import { expect, test } from 'vitest';
import { idempotencyKey } from '#server/schema/ids.schema.ts';
import { choiceOf } from './cancel-choice.ts';

const seatRefunds = [3, 4, 7].map((seat) => ({ seat, amount: 90_000 + seat, fee: 10_000 }));
const booking = { reservationId: 12, seatRefunds };

test('the fee and the sum are those of the chosen seats, and all seats are asked for by none', () => {
  expect(choiceOf(booking, [4])).toMatchObject({
    seats: [3, 7],
    asked: [3, 7],
    price: 200_010,
    fee: 20_000,
    amount: 180_010,
  });
  expect(choiceOf(booking, [])).toMatchObject({ seats: [3, 4, 7], asked: undefined, fee: 30_000 });
  expect(choiceOf(booking, [3, 4, 7])).toMatchObject({ seats: [], amount: 0, fee: 0 });
});

test('each set of seats has its own valid idempotency key', () => {
  const keys = [[], [3], [4], [7], [3, 4]].map((kept) => choiceOf(booking, kept).idempotencyKey);
  expect(new Set(keys).size).toBe(keys.length);
  const all = Array.from({ length: 50 }, (_, at) => ({ seat: at + 1, amount: 0, fee: 0 }));
  const longest = choiceOf({ reservationId: 2_147_483_647, seatRefunds: all }, [1]);
  expect(idempotencyKey.safeParse(longest.idempotencyKey).success).toBe(true);
});
