import path from 'node:path';
import { expect, test } from 'vitest';
import {
  findRetired,
  type Kind,
  readList,
  type Retired,
  type RetiredWords,
  type Source,
  writtenSources,
} from './retired-words.ts';

const list: RetiredWords = {
  names: [{ pattern: 'comeBack', use: 'rejoin', in: '^server/' }],
  files: [{ pattern: 'crowd|\\w+-crowd', use: 'scheduler' }],
  prose: [{ pattern: 'whoever|crowd', use: 'a noun' }],
  exempt: [
    { path: '^prisma/migrations/', why: 'applied migrations never change' },
    { word: 'WHOEVER', why: 'a contract name' },
    { word: 'crowd', kind: 'prose', why: 'a path of the contract' },
  ],
};
const wordsIn = (...sources: Source[]) => findRetired(sources, list).map(({ word }) => word);

test.each([
  ['an identifier', { path: 'server/queue/a.ts', text: 'export const comeBack = 1;' }, 'comeBack'],
  ['a property', { path: 'server/queue/a.ts', text: 'queue.comeBack();' }, 'comeBack'],
  ['an SQL alias', { path: 'server/a.sql', text: 'SELECT 1 AS comeBack' }, 'comeBack'],
  ['a Lua function', { path: 'server/a.lua', text: 'local function comeBack() end' }, 'comeBack'],
  ['a model’s process', { path: 'server/a.pml', text: 'inline comeBack() { skip }' }, 'comeBack'],
  ['a file name', { path: 'server/http/crowd.test.ts', text: '' }, 'crowd'],
  ['a folder name', { path: 'bench/big-crowd/a.ts', text: '' }, 'big-crowd'],
  ['a comment', { path: 'app/a.ts', text: '/** For whoever asks. */ f();' }, 'whoever'],
  ['a trailing comment', { path: 'app/a.ts', text: 'f(); // whoever\ng();' }, 'whoever'],
  ['a string', { path: 'app/a.ts', text: "log('Whoever asks');" }, 'Whoever'],
  ['a template', { path: 'app/a.ts', text: '`${1} whoever`;' }, 'whoever'],
  ['JSX text', { path: 'app/a.tsx', text: '<p>For whoever asks</p>;' }, 'whoever'],
  ['a comment in SQL', { path: 'server/a.sql', text: '-- whoever\nSELECT 1' }, 'whoever'],
  ['a document', { path: 'docs/a.md', text: 'For whoever asks.' }, 'whoever'],
] as const)('a retired word is found in %s', (_, source, word) => {
  expect(wordsIn(source)).toEqual([word]);
});

test.each([
  ['outside the path of its entry', { path: 'app/a.ts', text: 'export const comeBack = 1;' }],
  ['as a part of another identifier', { path: 'server/a.ts', text: 'const comeBackAt = 1;' }],
  ['as a name in prose', { path: 'server/a.ts', text: '// comeBack' }],
  ['in an exempt path', { path: 'prisma/migrations/1/migration.sql', text: '-- whoever' }],
  ['as an exempt word', { path: 'app/a.ts', text: "f('WHOEVER');" }],
  ['as an exempt word of its kind', { path: 'app/a.ts', text: "f('/crowd');" }],
  [
    'in a generated part of a document',
    { path: 'docs/a.md', text: '<!-- a: written by b -->\nwhoever\n<!-- end of a -->' },
  ],
  ['in the code of a document', { path: 'docs/a.md', text: '`whoever`\n```\nwhoever\n```\n' }],
] as const)('a retired word is allowed %s', (_, source) => {
  expect(wordsIn(source)).toEqual([]);
});

const whole = readList();
const written = writtenSources();

/** Returns a folder in which the entry applies. */
const folderOf = ({ in: where = '^server/' }: Retired): string | undefined =>
  written
    .map((source) => path.posix.dirname(source.path))
    .find((folder) => new RegExp(where).test(`${folder}/added.ts`));

const added: Record<Kind, (word: string, folder: string) => Source> = {
  names: (word, folder) => ({ path: `${folder}/added.ts`, text: `export const ${word} = 1;` }),
  files: (word, folder) => ({ path: `${folder}/${word}.ts`, text: '' }),
  prose: (word, folder) => ({ path: `${folder}/added.ts`, text: `// It ${word} here.\nf();` }),
};

test('the sources have no retired word', () => {
  expect(written.length).toBeGreaterThan(500);
  expect(findRetired(written, whole).map(({ path: file, word }) => `${file}: ${word}`)).toEqual([]);
});

test.each(['names', 'files', 'prose'] as const)(
  'each plain word of the list that is added to a source is found (%s)',
  (kind) => {
    const words = whole[kind].flatMap((entry) =>
      (/^[\w |-]+$/.test(entry.pattern) ? entry.pattern.split('|') : []).map((word) => ({
        word,
        folder: folderOf(entry) ?? 'no folder',
      })),
    );
    expect(words.length).toBeGreaterThan(15);
    const missed = words.filter(
      ({ word, folder }) =>
        !findRetired([added[kind](word, folder)], whole).some((found) => found.word === word),
    );
    expect(missed).toEqual([]);
  },
);
