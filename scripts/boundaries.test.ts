import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../.dependency-cruiser.cjs';

const root = path.join(import.meta.dirname, '..');

/** Source files without a violation. */
const lawful: Record<string, string> = {
  'node_modules/zod/index.js': 'export const z = {};',
  'node_modules/zod/package.json':
    '{"name":"zod","version":"4.0.0","type":"module","exports":"./index.js"}',
  'node_modules/@trpc/server/index.js': 'export const initTRPC = {};',
  'node_modules/@trpc/server/package.json':
    '{"name":"@trpc/server","version":"11.0.0","type":"module","exports":"./index.js"}',
  'server/main.ts': "import { server } from './http/server.ts'; void server;",
  'server/http/server.ts':
    "import { router } from '../trpc/root.ts'; import { endpoints } from '../rest/endpoints.ts'; export const server = [router, endpoints];",
  'server/rest/endpoints.ts':
    "import { wallet } from '../wallet/wallet.ts'; export const endpoints = [wallet];",
  'server/request/context.ts':
    "import { wallet } from '../wallet/wallet.ts'; export const context = [wallet];",
  'server/database/db.ts': 'export const db = 1;',
  'server/wallet/wallet.ts':
    "import { db } from '../database/db.ts'; import { debit } from './ledger.ts'; export const wallet = [db, debit];",
  'server/wallet/ledger.ts': 'export const debit = 1;',
  'server/wallet/hen.ts': "import './egg.ts';",
  'server/wallet/wallet.schema.ts': "import { z } from 'zod'; export const input = z;",
  'server/wallet/wallet.test.ts':
    "import { stores } from '#tests/support/stores.ts'; import { debit } from './ledger.ts'; void [stores, debit];",
  'server/payment/payment.ts':
    "import { wallet } from '../wallet/wallet.ts'; import { input } from '../wallet/wallet.schema.ts'; export const pay = [wallet, input];",
  'server/trpc/init.ts':
    "import { initTRPC } from '@trpc/server'; import { context } from '../request/context.ts'; export const init = [initTRPC, context];",
  'server/trpc/root.ts':
    "import { init } from './init.ts'; export type Root = typeof init; export const router = init;",
  'tests/support/stores.ts':
    "import { db } from '#server/database/db.ts'; export const stores = db;",
  'components/api.ts':
    "import type { Root } from '#server/trpc/root.ts'; import { input } from '#server/wallet/wallet.schema.ts'; export const api: Root | typeof input = input;",
  'app/page.tsx':
    "import { api } from '#components/api.ts'; import { router } from '#server/trpc/root.ts'; export default [api, router];",
  'scripts/build.ts': "import { db } from '#server/database/db.ts'; export const build = db;",
};

interface PlannedViolation {
  file: string;
  imports: string;
  to: string;
}

/** Violations of each rule; `to` is the file to which the import resolves. */
const plannedViolations: Record<string, PlannedViolation[]> = {
  'no-cycles': [{ file: 'server/wallet/egg.ts', imports: './hen.ts', to: 'server/wallet/hen.ts' }],
  'no-arrow-up-from-rest': [
    { file: 'server/rest/up.ts', imports: '../http/server.ts', to: 'server/http/server.ts' },
    { file: 'server/trpc/up.ts', imports: '../main.ts', to: 'server/main.ts' },
  ],
  'no-arrow-up-from-request': [
    { file: 'server/request/up.ts', imports: '../trpc/init.ts', to: 'server/trpc/init.ts' },
  ],
  'no-arrow-up-from-account': [
    { file: 'server/wallet/over-trpc.ts', imports: '../trpc/init.ts', to: 'server/trpc/init.ts' },
    {
      file: 'server/queue/up.ts',
      imports: '../request/context.ts',
      to: 'server/request/context.ts',
    },
  ],
  'no-arrow-up-from-config': [
    {
      file: 'server/database/up.ts',
      imports: '../wallet/wallet.ts',
      to: 'server/wallet/wallet.ts',
    },
  ],
  'one-door': [
    {
      file: 'server/payment/window.ts',
      imports: '../wallet/ledger.ts',
      to: 'server/wallet/ledger.ts',
    },
  ],
  'rooms-know-no-transport': [
    {
      file: 'server/wallet/over-package.ts',
      imports: '@trpc/server',
      to: 'node_modules/@trpc/server/index.js',
    },
  ],
  'schemas-are-leaves': [
    {
      file: 'server/wallet/heavy.schema.ts',
      imports: '../database/db.ts',
      to: 'server/database/db.ts',
    },
  ],
  'browser-sees-types-and-schemas-only': [
    { file: 'components/leak.tsx', imports: '#server/database/db.ts', to: 'server/database/db.ts' },
  ],
  'pages-enter-through-trpc': [
    {
      file: 'app/wallet/page.tsx',
      imports: '#server/wallet/wallet.ts',
      to: 'server/wallet/wallet.ts',
    },
    {
      file: 'app/database/page.tsx',
      imports: '#server/database/db.ts',
      to: 'server/database/db.ts',
    },
  ],
  'production-imports-no-tests': [
    {
      file: 'server/wallet/tested.ts',
      imports: '#tests/support/stores.ts',
      to: 'tests/support/stores.ts',
    },
    {
      file: 'server/wallet/borrowed.ts',
      imports: './wallet.test.ts',
      to: 'server/wallet/wallet.test.ts',
    },
  ],
  'server-runs-without-scripts': [
    { file: 'server/built.ts', imports: '#scripts/build.ts', to: 'scripts/build.ts' },
  ],
  resolvable: [{ file: 'server/lost.ts', imports: './nowhere.ts', to: './nowhere.ts' }],
};

/** Folders import each other, but no file is in an import cycle. */
const folderCycle: Record<string, string> = {
  'server/wallet/coin.ts': 'export const coin = 1;',
  'server/ticket/ticket.ts':
    "import { coin } from '../wallet/coin.ts'; export const ticket = coin;",
  'server/ticket/gate.ts': 'export const gate = 1;',
  'server/wallet/purse.ts': "import { gate } from '../ticket/gate.ts'; export const purse = gate;",
};

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}
const projects: string[] = [];
let found: Violation[];

/** Writes the files into a temporary project and returns its root. */
function build(files: Record<string, string>): string {
  const project = mkdtempSync(path.join(tmpdir(), 'jari-boundaries-'));
  projects.push(project);
  for (const name of ['package.json', 'tsconfig.json'])
    copyFileSync(path.join(root, name), path.join(project, name));
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(path.join(project, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(project, name), source);
  }
  return project;
}

function violationsIn(project: string, rules: string): Violation[] {
  const folders = ['app', 'components', 'server', 'tests'];
  const args = ['--config', path.join(root, rules), '--output-type', 'json', ...folders];
  const json = execFileSync(path.join(root, 'node_modules/.bin/depcruise'), args, {
    cwd: project,
    encoding: 'utf8',
  });
  return (JSON.parse(json) as { summary: { violations: Violation[] } }).summary.violations;
}

beforeAll(() => {
  const all = Object.values(plannedViolations).flat();
  const broken = Object.fromEntries(all.map(({ file, imports }) => [file, `import '${imports}';`]));
  found = violationsIn(build({ ...lawful, ...broken }), '.dependency-cruiser.cjs');
}, 120_000);
afterAll(() => projects.forEach((project) => rmSync(project, { recursive: true })));

const edges = (violations: { from: string; to: string }[]) =>
  violations.map(({ from, to }) => `${from} → ${to}`).sort();

test.each(config.forbidden.map(({ name }) => name))(
  '%s is reported where it is broken, and nowhere else',
  (name) => {
    const expected = (plannedViolations[name] ?? []).map(({ file, to }) => ({ from: file, to }));
    expect(expected).not.toEqual([]); // every rule needs a planted violation
    expect(edges(found.filter(({ rule }) => rule.name === name))).toEqual(edges(expected));
  },
);

test('a cycle between folders is reported, although no file is in one', { timeout: 60_000 }, () => {
  const rules = '.dependency-cruiser.folders.cjs';
  expect(violationsIn(build(lawful), rules)).toEqual([]);
  const folders = violationsIn(build({ ...lawful, ...folderCycle }), rules).map(({ from }) => from);
  expect(folders.sort()).toEqual(['server/ticket', 'server/wallet']);
});
