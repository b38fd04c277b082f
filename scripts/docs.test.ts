import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { decisions, negativeControls, outdated, withPart } from './docs.ts';

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

const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).map((file) =>
  file.replaceAll(path.sep, '/'),
);
const folders = /^(?:app|bench|components|docs|e2e|prisma|scripts|server|tests)\//;

test.each(documents)('every command, link and path in %s exists', (document) => {
  const text = read(document);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...text.matchAll(/npm run ([a-z]+(?::[a-z]+)?)/g)].map(([, name = '']) => name);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  const benches = [...text.matchAll(/npm run bench -- ([a-z-]+)/g)].map(([, name = '']) => name);
  expect(benches.filter((name) => !existsSync(path.join(root, `bench/${name}.ts`)))).toEqual([]);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) =>
    path.join(path.dirname(document), link),
  );
  const spans = [...text.matchAll(/`([\w.[\]/-]+\/[\w./-]*)`/g)].map(([, span = '']) => span);
  const named = [...links, ...spans.filter((span) => folders.test(span))];
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

/** Returns the anchors that GitHub generates for a document's headings. */
const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(documents)('every anchor that %s links to exists', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
  const broken = links.filter(([, link = '', anchor = '']) => {
    const file = link === '' ? document : path.join(path.dirname(document), link);
    return !anchorsOf(file).includes(anchor);
  });
  expect(broken.map(([all]) => all)).toEqual([]);
});

test('the README has at most 150 lines, and shows a picture and two commands in the first 20', () => {
  const lines = read('README.md').split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
  const screen = lines.slice(0, 20).join('\n');
  for (const shown of ['docs/seats.png', 'npm start', 'npm test']) expect(screen).toContain(shown);
});

test('the glossary defines at most 25 terms, each once', () => {
  const terms = [...read('docs/glossary.md').matchAll(/^\| (?!term |-)([a-z ]+?) +\|/gm)].map(
    ([, term = '']) => term,
  );
  expect(terms.length).toBeGreaterThan(20);
  expect(terms.length).toBeLessThanOrEqual(25);
  expect(new Set(terms).size).toBe(terms.length);
});

function listBelow(document: string, heading: string): string[] {
  const [, below = ''] = read(document).split(`${heading}\n`);
  const [section = ''] = below.split(/^#/m);
  return [...section.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = '']) => file);
}

test('"Start here" names seven files', () => {
  const files = listBelow('docs/architecture.md', '## Start here');
  expect(files).toHaveLength(7);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test('each file on the path from the README to a seat’s row names or imports the next', () => {
  const files = listBelow(
    'docs/architecture.md',
    '### From the README’s first line to a seat’s row',
  );
  expect(files.at(0)).toBe('README.md');
  expect(files.at(-1)).toMatch(/\.sql$/);
  expect(files.length).toBeLessThanOrEqual(9);
  const broken = files.slice(1).filter((next, at) => {
    const from = files[at] ?? '';
    const relative = path.posix.relative(path.posix.dirname(from), next);
    const specifier = relative.startsWith('.') ? relative : `./${relative}`;
    return !['`', "'"].some((quote) =>
      [next, specifier].some((name) => read(from).includes(`${quote}${name}${quote}`)),
    );
  });
  expect(broken).toEqual([]);
});

interface Table {
  columns: Map<string, Set<string>>;
  relations: string[];
}

/** Reads each table's keys and referenced tables from `schema.prisma`. */
function tablesOfSchema(): Map<string, Table> {
  const models = [...read('prisma/schema.prisma').matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  const tableOf = new Map(
    models.map(([, name = '', body = '']) => [name, /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name]),
  );
  return new Map(
    models.map(([, model = '', body = '']) => {
      const fields = [...body.matchAll(/^ {2}(\w+) +(\w+)(?:\[\]|\?)?(.*)$/gm)];
      const primary = new Set(/@@id\(\[([^\]]+)\]/.exec(body)?.[1]?.split(/, */));
      const foreign = new Set(
        fields.flatMap(
          ([, , , rest = '']) => /fields: \[([^\]]+)\]/.exec(rest)?.[1]?.split(/, */) ?? [],
        ),
      );
      const relations = fields.flatMap(([, , type = '', rest = '']) =>
        rest.includes('fields:') ? [tableOf.get(type) ?? type] : [],
      );
      const columns = new Map(
        fields
          .filter(([, , type = '']) => !tableOf.has(type))
          .map(([, field = '', , rest = '']) => [
            /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field,
            new Set([
              ...(rest.includes('@id') || primary.has(field) ? ['PK'] : []),
              ...(foreign.has(field) ? ['FK'] : []),
              ...(rest.includes('@unique') ? ['UK'] : []),
            ]),
          ]),
      );
      return [tableOf.get(model) ?? model, { columns, relations }];
    }),
  );
}

test('the diagram of the tables shows every relation of the schema, and columns with their keys', () => {
  const tables = tablesOfSchema();
  const diagram = /erDiagram\n([\s\S]*?)```/.exec(read('docs/architecture.md'))?.[1] ?? '';
  const pair = (a: string, b: string) => [a, b].sort().join(' – ');
  const drawn = [...diagram.matchAll(/^ {4}(\w+) [|}o{]+--[|}o{]+ (\w+) :/gm)].map(
    ([, a = '', b = '']) => pair(a, b),
  );
  const defined = [...tables].flatMap(([table, { relations }]) =>
    relations.map((other) => pair(table, other)),
  );
  expect(drawn.sort()).toEqual([...new Set(defined)].sort());
  const wrong = [...diagram.matchAll(/^ {4}(\w+) \{\n([\s\S]*?)^ {4}\}/gm)].flatMap(
    ([, table = '', body = '']) =>
      [...body.matchAll(/^ {8}\S+ (\w+)((?:,? (?:PK|FK|UK))*)/gm)].flatMap(
        ([, column = '', keys = '']) => {
          const defined = tables.get(table)?.columns.get(column);
          const shown = keys.match(/PK|FK|UK/g) ?? [];
          const same = defined !== undefined && [...defined].join() === shown.join();
          return same ? [] : [`${table}.${column}: ${[...(defined ?? ['no column'])].join()}`];
        },
      ),
  );
  expect(wrong).toEqual([]);
});

test('every decision has the next number, a date, a status and its three sections', () => {
  const all = decisions();
  expect(all.length).toBeGreaterThan(60);
  expect(all.map(({ number }) => Number(number))).toEqual(all.map((_, at) => at + 1));
  for (const { file, number, date, status, text } of all) {
    expect([file, file.startsWith(`${number}-`)]).toEqual([file, true]);
    expect([file, date]).toEqual([file, expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)]);
    expect([file, status]).toEqual([
      file,
      expect.stringMatching(/^(?:accepted(?:; .+: amended by \d{3})?|superseded by \d{3})$/),
    ]);
    const [, successor = number] = /by (\d{3})/.exec(status) ?? [];
    expect([file, Number(successor) <= all.length]).toEqual([file, true]);
    for (const section of ['Context', 'Decision', 'Consequences'])
      expect([file, section, text.includes(`\n## ${section}\n\n`)]).toEqual([file, section, true]);
  }
});

test('every property that docs/queue.md lists is one of the model', () => {
  const listed = [...read('docs/queue.md').matchAll(/^\| `(\w+)` +\|/gm)].map(
    ([, name = '']) => name,
  );
  expect(listed.length).toBeGreaterThan(5);
  const model = read('server/queue/model/queue.pml');
  expect(listed.filter((name) => !new RegExp(`\\b${name}\\b`).test(model))).toEqual([]);
});

test('docs/locking.md names every file that locks rows', () => {
  const files = globSync('{server,prisma}/**/*.{ts,sql}', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !/generated|\.test\.ts$/.test(file))
    .filter((file) => /FOR (?:UPDATE|SHARE|KEY SHARE|NO KEY)\b|advisory_lock/.test(read(file)));
  expect(files.length).toBeGreaterThan(8);
  const text = read('docs/locking.md');
  expect(files.filter((file) => !text.includes(`\`${file}\``))).toEqual([]);
});

test('the generated tables are those of the tests and the mutants', async () => {
  expect(negativeControls().length).toBeGreaterThan(40);
  expect((await outdated()).map(([file]) => file)).toEqual([]);
});

test('a document without the markers of a generated part is an error', () => {
  expect(() => withPart('# Title', 'mutants', '| a |')).toThrow('no markers for mutants');
});
