import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitset, RankedBitset } from './bitset.ts';

// Lengths in bytes around the borders of words and of the first allocation (64 bytes).
const lengths = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65);
const byteStrings = lengths.chain((length) =>
  fc.uint8Array({ minLength: length, maxLength: length }),
);
const places = fc.array(fc.nat({ max: 1_200 }), { maxLength: 40 });

/**
 * Returns the indexes of the set bits, offset by `from` bytes. Bit 0 is the highest bit of byte 0.
 */
function placesIn(bytes: Uint8Array, from = 0): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from(bits, (bit, at) => (bit === '1' ? from * 8 + at : -1)).filter((at) => at >= 0);
}

type Counted = Pick<RankedBitset, 'has' | 'rank' | 'count'>;

function checkCounts(make: (bytes: Buffer) => Counted): void {
  fc.assert(
    fc.property(byteStrings, (bytes) => {
      const counted = make(Buffer.from(bytes));
      const set = placesIn(bytes);
      expect(counted.count).toBe(set.length);
      for (let at = 0; at < bytes.length * 8 + 70; at++) {
        expect([at, counted.has(at)]).toEqual([at, set.includes(at)]);
        expect([at, counted.rank(at)]).toEqual([at, set.filter((other) => other < at).length]);
      }
    }),
    { seed: 1, numRuns: 60 },
  );
}

test('membership, count and rank are as counted one by one, also beyond the end', () => {
  checkCounts((bytes) => new RankedBitset(bytes));
});

test('negative control: a rank that counts the bit itself is noticed', () => {
  const andItself = (bytes: Buffer): Counted => {
    const counted = new RankedBitset(bytes);
    return {
      count: counted.count,
      has: (at) => counted.has(at),
      rank: (at) => counted.rank(at + 1),
    };
  };
  expect(() => checkCounts(andItself)).toThrow('Property failed');
});

test('bits in a shared buffer are counted apart from their neighbours', () => {
  const around = Buffer.alloc(64, 255);
  const counted = new RankedBitset(around.subarray(5, 10));
  expect([counted.count, counted.rank(1_000), counted.has(40)]).toEqual([40, 40, false]);
});

test('a set returns the bytes from its first bit to its last, and adds those of another', () => {
  fc.assert(
    fc.property(places, places, (some, others) => {
      const set = new Bitset();
      for (const at of some) set.add(at);
      const other = new Bitset();
      for (const at of others) other.add(at);
      set.addAll(other.range());
      const { from, bits } = set.range();
      expect(placesIn(bits, from)).toEqual(
        [...new Set([...some, ...others])].sort((a, b) => a - b),
      );
      expect([bits[0] ?? 1, bits.at(-1) ?? 1]).not.toContain(0);
    }),
    { seed: 1 },
  );
});
