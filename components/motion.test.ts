import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');

/** Returns the classes that move something also for a user who wants no motion. */
const unsafeIn = (source: string): string[] =>
  source
    .match(/(?<![-\w:])(?:[\w-]+:)*(?:animate|transition-transform|transition-all)\b[-\w]*/g)
    ?.filter((name) => !name.includes('motion-safe:')) ?? [];

test('every animation, as of the paid seats, and every movement is only for users who want motion', () => {
  const files = globSync('{app,components}/**/*.tsx', { cwd: root });
  const sources = files.map((file) => readFileSync(path.join(root, file), 'utf8'));
  expect(sources.flatMap(unsafeIn)).toEqual([]);
  expect(sources.join('').match(/motion-safe:animate-light-up/g)).toHaveLength(1);
  expect(unsafeIn('className="hover:animate-spin motion-safe:animate-taken"')).toEqual([
    'hover:animate-spin', // control
  ]);
});
