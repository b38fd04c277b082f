import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '#server/audit/audit.ts';
import { type Guarantee, guarantees, type Scene } from './guarantees.ts';
import { chargeMutants } from './charge.ts';
import { expiryMutants } from './expiry.ts';
import { holdMutants } from './hold.ts';
import { payMutants } from './pay.ts';
import { refundMutants } from './refund.ts';
import { type Mutation, mutated } from './mutations.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const mutants = [
  ...holdMutants,
  ...payMutants,
  ...chargeMutants,
  ...refundMutants,
  ...expiryMutants,
];

let stores: TestStores;
let auditor: pg.Client;
beforeAll(async () => {
  stores = await testStores();
  auditor = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await auditor.connect();
});
afterAll(async () => {
  await auditor.end();
  await stores.close();
});

const scenes: Record<Guarantee, Scene> = guarantees;

/** What is wrong when a scene is played: what it met, or what the audit did not report before. Null: nothing. */
async function wrongIn(guarantee: Guarantee, tried: TestStores): Promise<string | null> {
  const known = new Map((await audit(auditor)).map(({ check, breaches }) => [check, breaches]));
  try {
    await scenes[guarantee](stores, tried);
  } catch (error) {
    if (String(error).includes('timed out waiting until')) throw error; // the scene was not played
    return String(error);
  }
  const reported = (await audit(auditor)).filter(
    ({ check, breaches }) => breaches > (known.get(check) ?? 0),
  );
  return reported.length === 0
    ? null
    : `the audit reports ${reported.map(({ check }) => check).join(', ')}`;
}

async function wrongWith(guarantee: Guarantee, bug: Mutation): Promise<string | null> {
  const { db, unmet } = mutated(stores.db, bug);
  const wrong = await wrongIn(guarantee, { ...stores, db });
  expect(unmet()).toEqual([]);
  return wrong;
}

const names = Object.keys(guarantees) as Guarantee[];

test.each(names)('%s', async (guarantee) => {
  expect(await wrongIn(guarantee, stores)).toBeNull();
});

test.each(names)('even at READ COMMITTED: %s', async (guarantee) => {
  expect(await wrongWith(guarantee, { isolation: 'ReadCommitted' })).toBeNull();
});

test.each(mutants.map((each) => [`${each.of}: ${each.bug}`, each] as const))(
  'killed, a bug in %s',
  async (_, { killedBy, mutation: planted, seenAs }) => {
    expect(await wrongWith(killedBy, planted)).toContain(seenAs);
  },
);

test('every part of a sale has planted bugs, and every guarantee kills one', () => {
  const parts = new Set(mutants.map((each) => each.of));
  expect([...parts].sort()).toEqual(['charge', 'expiry', 'hold', 'pay', 'refund']);
  expect([...new Set(mutants.map(({ killedBy }) => killedBy))].sort()).toEqual([...names].sort());
});
