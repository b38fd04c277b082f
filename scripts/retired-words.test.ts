import { expect, test } from 'vitest';
import {
  findRetired,
  readList,
  type RetiredWords,
  type Source,
  writtenSources,
} from './retired-words.ts';

const list: RetiredWords = {
  names: [{ pattern: 'comeBack', use: 'rejoin', in: '^server/' }],
  files: [{ pattern: 'crowd|\\w+-crowd', use: 'scheduler' }],
  prose: [{ pattern: 'whoever', use: 'a noun' }],
  exempt: [
    { path: '^prisma/migrations/', why: 'applied migrations never change' },
    { word: 'WHOEVER', why: 'a contract name' },
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
  ['in the code of a document', { path: 'docs/a.md', text: '`whoever`\n```\nwhoever\n```\n' }],
] as const)('a retired word is allowed %s', (_, source) => {
  expect(wordsIn(source)).toEqual([]);
});

test('the list is checked against every written file, and a retired name that is added is found', () => {
  const sources = writtenSources();
  const added = { path: 'server/seating/added.ts', text: 'export const refusedEarly = 1;' };
  expect(sources.length).toBeGreaterThan(500);
  const found = findRetired([...sources, added], readList());
  expect(found.filter(({ path }) => path === added.path).map(({ word }) => word)).toContain(
    'refusedEarly',
  );
});
