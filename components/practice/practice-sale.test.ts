import { describe, expect, test } from 'vitest';
import { holdMs, PracticeSale, seatLimit } from './practice-sale.ts';

/** Returns numbers from 0 to 1 that look random and are the same in each run. */
function aSequence(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
/** A sale without other buyers, because the time until the first is infinite. */
const quiet = () => new PracticeSale('calm', () => 1);
const aSale = (pace: 'calm' | 'busy' | 'fierce' = 'busy') => new PracticeSale(pace, aSequence());
const statesOf = (sale: PracticeSale) => Map.groupBy(sale.seats(), ({ state }) => state);

describe('a hold of the user', () => {
  test('takes all of its seats or none, and names those that are taken', () => {
    const sale = aSale('fierce');
    sale.advance(5_000);
    const taken = sale.seats().find(({ state }) => state === 'held')?.seat ?? 0;
    const free = sale.seats().find(({ state }) => state === 'available')?.seat ?? 0;
    const refusal = { code: 'SEAT_TAKEN', seats: [taken] };
    expect(sale.hold([free, taken], 5_000)).toEqual({ refusal });
    expect(sale.mine()).toEqual([]);
  });

  test('has at most four seats, and leaves no avoidable single seat', () => {
    const sale = quiet();
    expect(sale.hold([1, 2, 3, 4], 0)).toEqual({ seats: [1, 2, 3, 4] });
    const tooMany = { code: 'SEAT_LIMIT', limit: seatLimit };
    expect(sale.hold([5], 0)).toEqual({ refusal: tooMany });
    sale.release([1, 2, 3, 4]);
    expect(sale.hold([12], 0)).toEqual({ seats: [12] });
    expect(sale.hold([14], 0)).toEqual({ refusal: { code: 'SEAT_ORPHAN', seats: [13] } });
  });

  test('ends after five minutes from its first seat, and its seats are free again', () => {
    const sale = quiet();
    sale.hold([1, 2], 1_000);
    sale.hold([3], 2_000);
    sale.advance(1_000 + holdMs - 1);
    expect(sale.holdEndsAt()).toBe(1_000 + holdMs);
    sale.advance(1_000 + holdMs);
    expect(sale.holdEndsAt()).toBeNull();
    expect(sale.mine()).toEqual([]);
  });

  test('takes the best seats of a grade for a party', () => {
    expect(quiet().holdBest({ party: 2, grade: 'R' }, 0)).toEqual({ seats: [15, 16] });
  });
});

describe('the simulated buyers', () => {
  test('never take or sell a seat of the user', () => {
    const sale = aSale('fierce');
    sale.advance(2_000);
    const { seats } = sale.holdBest({ party: 2 }, 2_000) as { seats: number[] };
    for (let at = 2_000; at < holdMs; at += 1_000) {
      sale.advance(at);
      expect(sale.mine()).toEqual(seats);
    }
  });

  test('return some seats before they buy them', () => {
    const sale = aSale();
    let before = new Set<number>();
    let isReturned = false;
    for (let at = 0; at < 120_000; at += 500) {
      sale.advance(at);
      const held = new Set((statesOf(sale).get('held') ?? []).map(({ seat }) => seat));
      const free = (statesOf(sale).get('available') ?? []).map(({ seat }) => seat);
      isReturned ||= free.some((seat) => before.has(seat));
      before = held;
    }
    expect(isReturned).toBe(true);
  });

  test.each([
    ['calm', 60_000, 400_000],
    ['busy', 20_000, 150_000],
    ['fierce', 8_000, 90_000],
  ] as const)('sell out a %s hall between %d and %d ms', (pace, from, to) => {
    const sale = aSale(pace);
    sale.advance(from);
    expect(sale.isSoldOut()).toBe(false);
    sale.advance(to);
    expect(sale.isSoldOut()).toBe(true);
  });

  test('act the same however often the sale is asked', () => {
    const [once, often] = [aSale(), aSale()];
    once.advance(30_000);
    for (let at = 0; at <= 30_000; at += 100) often.advance(at);
    expect(often.seats()).toEqual(once.seats());
  });
});
