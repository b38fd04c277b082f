import fc from 'fast-check';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrPath } from './qr-path.ts';

/** Fails if the path paints a module twice. */
function painted({ size, path }: { size: number; path: string }): boolean[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const drawn = path.split('M').slice(1);
  for (const run of drawn) {
    const [x = 0, y = 0, width = 0] = (/^(\d+) (\d+)h(\d+)v1h-\3z$/.exec(run) ?? [])
      .slice(1)
      .map(Number);
    expect(width).toBeGreaterThan(0);
    for (let at = x; at < x + width; at += 1) {
      expect(modules[y]?.[at]).toBe(false);
      modules[y]?.splice(at, 1, true);
    }
  }
  return modules;
}

test('the path paints exactly the code’s dark modules', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 300, size: 'max' }), (text) => {
      expect(painted(qrPath(text))).toEqual(encode(text, { ecc: 'M', border: 0 }).data);
    }),
    { numRuns: 30 },
  );
});

test('different tickets have different codes', () => {
  expect(qrPath('ticket 1').path).not.toBe(qrPath('ticket 2').path);
});
