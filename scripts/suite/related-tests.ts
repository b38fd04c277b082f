import path from 'node:path';
import { createVitest } from 'vitest/node';
import type { Selection } from './changed-files.ts';
import { secondsOf, unitWorkers } from './durations.ts';

const root = path.join(import.meta.dirname, '../..');

/** Returns the unit test files that import these modules, directly or indirectly. */
async function relatedTo(modules: string[]): Promise<string[]> {
  const vitest = await createVitest({
    watch: false,
    related: modules.map((file) => path.join(root, file)),
    reporters: [],
  });
  try {
    const specifications = await vitest.getRelevantTestSpecifications();
    return specifications.map(({ moduleId }) => path.relative(root, moduleId));
  } finally {
    await vitest.close();
  }
}

/**
 * Returns 0 for a changed test, 1 for a change in its folder, 2 for a change in its room, else 3.
 */
function distance(test: string, modules: string[]): number {
  const folder = path.dirname(test);
  const [top, room] = test.split('/');
  if (modules.includes(test)) return 0;
  if (modules.some((module) => path.dirname(module) === folder)) return 1;
  return modules.some((module) => module.startsWith(`${String(top)}/${String(room)}/`)) ? 2 : 3;
}

/**
 * Selects related tests with a total duration up to `secondsMax`. Prefers tests near the change;
 * among equally near tests, the shortest.
 */
export async function selectTests(modules: string[], secondsMax: number): Promise<Selection> {
  const sorted = (await relatedTo(modules)).sort(
    (a, b) => distance(a, modules) - distance(b, modules) || secondsOf(a) - secondsOf(b),
  );
  const selection: Selection = { chosen: [], left: [] };
  let seconds = 0;
  for (const test of sorted) {
    const fits = seconds + secondsOf(test) <= secondsMax * unitWorkers;
    if (fits) seconds += secondsOf(test);
    selection[fits ? 'chosen' : 'left'].push(test);
  }
  return selection;
}
