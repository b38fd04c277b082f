import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { chargeMutants } from '#tests/mutants/charge.ts';
import { expiryMutants } from '#tests/mutants/expiry.ts';
import { holdMutants } from '#tests/mutants/hold.ts';
import { payMutants } from '#tests/mutants/pay.ts';
import { refundMutants } from '#tests/mutants/refund.ts';

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

/** The rows of a document's table, as lists of cells: those below the line that begins so. */
function tableIn(document: string, head: RegExp): string[][] {
  const lines = read(document).split('\n');
  const from = lines.findIndex((line) => head.test(line)) + 2;
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  return lines.slice(from, from + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the matrix of planted bugs is that of the tests', () => {
  const bugs = [
    ...holdMutants,
    ...payMutants,
    ...chargeMutants,
    ...refundMutants,
    ...expiryMutants,
  ];
  const rows = bugs.map(({ of, bug, killedBy, seenAs }) => [of, bug, killedBy, `\`${seenAs}\``]);
  expect(tableIn('docs/concurrency.md', /^\| in +\| bug /)).toEqual(rows);
  expect(read('docs/concurrency.md')).toContain(`\n${String(bugs.length)} bugs.\n`);
});

test('every control beside a race test is in the list of them', () => {
  const files = globSync('{server,prisma,tests}/**/*.test.ts', { cwd: root }).sort();
  const controls = files.flatMap((file) =>
    [...read(file).matchAll(/'negative control: ([^']+)'/g)].map(([, name = '']) => [
      `\`${file}\``,
      name,
    ]),
  );
  expect(controls.length).toBeGreaterThan(40);
  expect(tableIn('docs/concurrency.md', /^\| test file +\| control /)).toEqual(controls);
});
