import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { negativeControls, outdated, withPart } from './docs.ts';

const root = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test.each(['security', 'concurrency'])('every test that docs/%s.md names exists', (document) => {
  const named = [
    ...read(`docs/${document}.md`).matchAll(/`([^`]+\.(?:test|spec)\.ts) › ([^`]+)`/g),
  ];
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(
    ([, file = '', name = '']) => !existsSync(path.join(root, file)) || !read(file).includes(name),
  );
  expect(missing.map(([all]) => all)).toEqual([]);
});

test('every command and file that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const document of [
    'README.md',
    'docs/benchmarks.md',
    'docs/concurrency.md',
    'docs/security.md',
    'docs/decisions.md',
  ]) {
    const text = read(document);
    const commands = [...text.matchAll(/npm run ([a-z]+)/g)].map(([, name = '']) => name);
    expect([document, commands.filter((name) => !(name in scripts))]).toEqual([document, []]);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter(
      (link) => !existsSync(path.join(root, path.dirname(document), link)),
    );
    expect([document, broken]).toEqual([document, []]);
  }
});

test('the generated tables are those of the tests and the mutants', async () => {
  expect(negativeControls().length).toBeGreaterThan(40);
  expect((await outdated()).map(([file]) => file)).toEqual([]);
});

test('a document without a place for a generated part is an error', () => {
  expect(() => withPart('# Title', 'mutants', '| a |')).toThrow('no markers for mutants');
});
