import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import config from '../.dependency-cruiser.cjs';

const root = path.join(import.meta.dirname, '..');

/** A small house in which every import is allowed. */
const lawful: Record<string, string> = {
  'node_modules/zod/index.js': 'export const z = {};',
  'node_modules/zod/package.json': '{"name":"zod","version":"4.0.0","type":"module","exports":"./index.js"}',
  'node_modules/@trpc/server/index.js': 'export const initTRPC = {};',
  'node_modules/@trpc/server/package.json': '{"name":"@trpc/server","version":"11.0.0","type":"module","exports":"./index.js"}',
  'server/database/db.ts': 'export const db = 1;',
  'server/wallet/wallet.ts':
    "import { db } from '../db.ts'; import { debit } from './ledger.ts'; export const wallet = [db, debit];",
  'server/wallet/ledger.ts': 'export const debit = 1;',
  'server/wallet/hen.ts': "import './egg.ts';",
  'server/wallet/wallet.schema.ts': "import { z } from 'zod'; export const input = z;",
  'server/trpc/routers/wallet.ts':
    "import { init } from '../trpc/init.ts'; import { wallet } from './wallet.ts'; export const router = [init, wallet];",
  'server/wallet/wallet.test.ts':
    "import { stores } from '../testing/stores.ts'; import { debit } from './ledger.ts'; void [stores, debit];",
  'server/payment/payment.ts':
    "import { wallet } from '../wallet/wallet.ts'; import { input } from '../wallet/wallet.schema.ts'; export const pay = [wallet, input];",
  'tests/support/stores.ts': 'export const stores = 1;',
  'server/wallet/testing/stage.ts': "import { stores } from '../../testing/stores.ts'; export const stage = stores;",
  'server/trpc/init.ts': "import { initTRPC } from '@trpc/server'; export const init = initTRPC;",
  'server/trpc/root.ts':
    "import { router } from '../wallet/wallet.router.ts'; export type Root = typeof router; export const root = router;",
  'components/api.ts':
    "import type { Root } from '#server/trpc/root.ts'; import { input } from '#server/wallet/wallet.schema.ts'; export const api: Root | typeof input = input;",
  'app/page.tsx':
    "import { api } from '#components/api.ts'; import { root } from '#server/trpc/root.ts'; export default [api, root];",
  'scripts/build.ts': "import { db } from '#server/database/db.ts'; export const build = db;",
};

/** For each rule, the files that break it: what each imports, and what that is. */
const planted: Record<string, { file: string; imports: string; to: string }[]> = {
  'no-cycles': [{ file: 'server/wallet/egg.ts', imports: './hen.ts', to: 'server/wallet/hen.ts' }],
  'one-door': [{ file: 'server/payment/window.ts', imports: '../wallet/ledger.ts', to: 'server/wallet/ledger.ts' }],
  'domain-knows-no-transport': [
    { file: 'server/wallet/over-trpc.ts', imports: '../trpc/init.ts', to: 'server/trpc/init.ts' },
    { file: 'server/wallet/over-package.ts', imports: '@trpc/server', to: 'node_modules/@trpc/server/index.js' },
  ],
  'schemas-are-leaves': [{ file: 'server/wallet/heavy.schema.ts', imports: '../db.ts', to: 'server/database/db.ts' }],
  'browser-sees-types-and-schemas-only': [{ file: 'components/leak.tsx', imports: '#server/db.ts', to: 'server/database/db.ts' }],
  'pages-enter-through-trpc': [
    { file: 'app/wallet/page.tsx', imports: '#server/wallet/wallet.ts', to: 'server/wallet/wallet.ts' },
    { file: 'app/database/page.tsx', imports: '#server/db.ts', to: 'server/database/db.ts' },
  ],
  'production-imports-no-tests': [
    { file: 'server/wallet/tested.ts', imports: '../testing/stores.ts', to: 'tests/support/stores.ts' },
    { file: 'server/wallet/staged.ts', imports: './testing/stage.ts', to: 'server/wallet/testing/stage.ts' },
    { file: 'server/wallet/borrowed.ts', imports: './wallet.test.ts', to: 'server/wallet/wallet.test.ts' },
  ],
  'server-runs-without-scripts': [{ file: 'server/built.ts', imports: '#scripts/build.ts', to: 'scripts/build.ts' }],
  resolvable: [{ file: 'server/lost.ts', imports: './nowhere.ts', to: './nowhere.ts' }],
};

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}
let house: string;
let found: Violation[];

beforeAll(() => {
  house = mkdtempSync(path.join(tmpdir(), 'jari-boundaries-'));
  for (const name of ['package.json', 'tsconfig.json']) copyFileSync(path.join(root, name), path.join(house, name));
  const plants = Object.values(planted).flat();
  const files = { ...lawful, ...Object.fromEntries(plants.map(({ file, imports }) => [file, `import '${imports}';`])) };
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(path.join(house, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(house, name), source);
  }
  const args = ['--config', path.join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'app', 'components', 'server'];
  const json = execFileSync(path.join(root, 'node_modules/.bin/depcruise'), args, { cwd: house, encoding: 'utf8' });
  found = (JSON.parse(json) as { summary: { violations: Violation[] } }).summary.violations;
}, 120_000);
afterAll(() => rmSync(house, { recursive: true }));

const edges = (violations: { from: string; to: string }[]) => violations.map(({ from, to }) => `${from} → ${to}`).sort();

test.each(config.forbidden.map(({ name }) => name))('%s is reported where it is broken, and nowhere else', (name) => {
  const expected = (planted[name] ?? []).map(({ file, to }) => ({ from: file, to }));
  expect(expected).not.toEqual([]); // a rule without a plant has not been seen to fail
  expect(edges(found.filter(({ rule }) => rule.name === name))).toEqual(edges(expected));
});
