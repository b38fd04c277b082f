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

/** Database for one scene at a time, with the audit findings so far. */
interface Stage {
  stores: TestStores;
  auditor: pg.Client;
  breaches: Map<string, number>;
}

async function aStage(): Promise<Stage> {
  const stores = await testStores();
  const auditor = new pg.Client({ connectionString: stores.databaseUrl });
  await auditor.connect();
  return { stores, auditor, breaches: await breachesIn(auditor) };
}

const breachesIn = async (auditor: pg.Client): Promise<Map<string, number>> =>
  new Map((await audit(auditor)).map(({ check, breaches }) => [check, breaches]));

// Runs three scenes at a time in separate databases, because a scene mostly waits for locks or for
// the expiry of holds.
const stageCount = 3;
const stages: Stage[] = [];
const free: Stage[] = [];
const waiting: ((stage: Stage) => void)[] = [];
beforeAll(async () => {
  while (stages.length < stageCount) stages.push(await aStage());
  free.push(...stages);
});
afterAll(async () => {
  for (const { stores, auditor } of stages) await auditor.end().then(() => stores.close());
});

const scenes: Record<Guarantee, Scene> = guarantees;

async function onAStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = free.pop() ?? (await new Promise<Stage>((resolve) => waiting.push(resolve)));
  return work(stage).finally(() => {
    const next = waiting.shift();
    if (next === undefined) free.push(stage);
    else next(stage);
  });
}

/** Returns a scene's error or the new audit findings; null if the guarantee holds. */
const failureIn = (guarantee: Guarantee, mutation?: Mutation): Promise<string | null> =>
  onAStage(async (stage) => {
    const { stores, auditor, breaches: before } = stage;
    const broken = mutation === undefined ? undefined : mutated(stores.db, mutation);
    const tried = { ...stores, db: broken?.db ?? stores.db };
    const failure = await scenes[guarantee](stores, tried).then(() => null, String);
    // A timeout proves no bug.
    if (failure?.includes('timed out waiting until') === true) throw new Error(failure);
    expect(broken?.unmet() ?? []).toEqual([]);
    stage.breaches = await breachesIn(auditor);
    const found = [...stage.breaches].filter(([check, count]) => count > (before.get(check) ?? 0));
    if (failure !== null) return failure;
    return found.length === 0
      ? null
      : `the audit reports ${found.map(([check]) => check).join(', ')}`;
  });

const names = Object.keys(guarantees) as Guarantee[];

test.concurrent.each(names)('%s', async (guarantee) => {
  expect(await failureIn(guarantee)).toBeNull();
});

test.concurrent.each(names)('at READ COMMITTED too: %s', async (guarantee) => {
  expect(await failureIn(guarantee, { isolation: 'ReadCommitted' })).toBeNull();
});

test.concurrent.each(mutants.map((each) => [`${each.of}: ${each.bug}`, each] as const))(
  'a test kills the mutant in %s',
  async (_, { killedBy, mutation, seenAs }) => {
    expect(await failureIn(killedBy, mutation)).toContain(seenAs);
  },
);

test('every part of a sale has mutants, and every guarantee kills one', () => {
  const parts = new Set(mutants.map((each) => each.of));
  expect([...parts].sort()).toEqual(['charge', 'expiry', 'hold', 'pay', 'refund']);
  expect([...new Set(mutants.map(({ killedBy }) => killedBy))].sort()).toEqual([...names].sort());
});
