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

/** What fails when a scene is played: its error, or new audit findings. Null: nothing. */
async function failureIn(guarantee: Guarantee, tried: TestStores): Promise<string | null> {
  const known = new Map((await audit(auditor)).map(({ check, breaches }) => [check, breaches]));
  try {
    await scenes[guarantee](stores, tried);
  } catch (error) {
    if (String(error).includes('timed out waiting until')) throw error; // the scene did not get that far
    return String(error);
  }
  const reported = (await audit(auditor)).filter(
    ({ check, breaches }) => breaches > (known.get(check) ?? 0),
  );
  return reported.length === 0
    ? null
    : `the audit reports ${reported.map(({ check }) => check).join(', ')}`;
}

async function failureWith(guarantee: Guarantee, bug: Mutation): Promise<string | null> {
  const { db, unmet } = mutated(stores.db, bug);
  const failure = await failureIn(guarantee, { ...stores, db });
  expect(unmet()).toEqual([]);
  return failure;
}

const names = Object.keys(guarantees) as Guarantee[];

test.each(names)('%s', async (guarantee) => {
  expect(await failureIn(guarantee, stores)).toBeNull();
});

test.each(names)('at READ COMMITTED too: %s', async (guarantee) => {
  expect(await failureWith(guarantee, { isolation: 'ReadCommitted' })).toBeNull();
});

test.each(mutants.map((each) => [`${each.of}: ${each.bug}`, each] as const))(
  'a test kills the mutant in %s',
  async (_, { killedBy, mutation: planted, seenAs }) => {
    expect(await failureWith(killedBy, planted)).toContain(seenAs);
  },
);

test('every part of a sale has mutants, and every guarantee kills one', () => {
  const parts = new Set(mutants.map((each) => each.of));
  expect([...parts].sort()).toEqual(['charge', 'expiry', 'hold', 'pay', 'refund']);
  expect([...new Set(mutants.map(({ killedBy }) => killedBy))].sort()).toEqual([...names].sort());
});
