import fc from 'fast-check';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state.js';
import { expect, test } from 'vitest';
import { holds } from '#tests/support/fuzz-runs.ts';
import { isRouterTree } from './router-tree.ts';

const written = (tree: unknown) => encodeURIComponent(JSON.stringify(tree));

function nextTakes(header: string): boolean {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch (error) {
    // Next's parser throws an error with this message for a malformed header.
    if (error instanceof Error && error.message.includes('router state header')) return false;
    throw error;
  }
}

const kinds = [
  'c',
  'ci(..)(..)',
  'ci(.)',
  'ci(..)',
  'ci(...)',
  'oc',
  'd',
  'di(..)(..)',
  'di(.)',
  'di(..)',
  'di(...)',
  'o',
  'di',
  '',
];
const rarely = (values: unknown[]) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 8, arbitrary: fc.constantFrom(...values) },
  );
const segments = fc.oneof(
  fc.constantFrom('', 'concerts', '__PAGE__', 7, null),
  fc.tuple(
    fc.constantFrom('concertId', 5),
    fc.constant('1'),
    fc.constantFrom(...kinds),
    fc.constantFrom(null, [], ['x'], [1], 'x'),
  ),
);
const { tree: trees } = fc.letrec((tie) => ({
  tree: fc
    .tuple(
      segments,
      fc.oneof(
        { maxDepth: 3 },
        fc.constant({}),
        fc.dictionary(fc.constantFrom('children', 'modal'), tie('tree'), { maxKeys: 2 }),
      ),
      rarely([null, ['/x', '?y'], ['/x']]),
      rarely([null, 'refetch', 'metadata-only', 'other']),
      rarely([null, 3, '3']),
      rarely(['x']),
    )
    .chain((whole) => fc.integer({ min: 1, max: 6 }).map((length) => whole.slice(0, length))),
}));

test('accepts exactly the trees that Next accepts', async () => {
  const seen = { taken: 0, refused: 0 };
  await holds(
    fc.oneof(trees, fc.jsonValue()),
    async (tree) => {
      const header = written(tree);
      seen[nextTakes(header) ? 'taken' : 'refused']++;
      expect(isRouterTree(header)).toBe(nextTakes(header));
      return Promise.resolve();
    },
    { runs: 2_000, round: 'router trees' },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
});

test.each(['', 'x', '%', '%5B', '%FF', '[]', 'null'])('%j is not a tree', (header) =>
  expect(isRouterTree(header)).toBe(false),
);

test('a tree over the limit of size or depth is refused, although Next accepts it', () => {
  let deep: unknown = ['', {}];
  for (let depth = 0; depth < 100; depth++) deep = ['a', { children: deep }];
  expect([isRouterTree(written(deep)), isRouterTree(written(['x'.repeat(10_000), {}]))]).toEqual([
    false,
    false,
  ]);
});
