import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '#server/audit/audit.ts';
import { PlayedSale } from './played-sale.ts';
import { type Mutation, mutated } from '../mutants/mutations.ts';
import { SaleModel } from './sale-model.ts';
import { findMatching, actions, type ModelState, peopleCount } from './sale-steps.ts';
import { fuzzRuns, fuzzSeed } from '../support/fuzz-runs.ts';
import { testStores, type TestStores } from '../support/stores.ts';

// Each sequence waits for the database most of the time: several go on at once, each in a database of its own, as sweepers look
// at all of one.
const lanes = 3;
const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 1_000;

interface Lane {
  stores: TestStores;
  auditor: pg.Client;
}

async function aLane(): Promise<Lane> {
  const stores = await testStores({ poolMax: 6 });
  const auditor = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await auditor.connect();
  return { stores, auditor };
}

const opened: Lane[] = [];
beforeAll(async () => {
  while (opened.length < lanes) opened.push(await aLane());
});
afterAll(async () => {
  for (const { stores, auditor } of opened) await auditor.end().then(() => stores.close());
});

/** One sequence in the rooms and on paper; then both have the same, and the database holds what it promises. */
async function playsAsOnPaper(
  stores: TestStores,
  steps: Iterable<fc.AsyncCommand<ModelState, PlayedSale>>,
): Promise<void> {
  const real = await PlayedSale.open(stores, peopleCount);
  const model: ModelState = { sale: new SaleModel(peopleCount) };
  await fc.asyncModelRun(() => ({ model, real }), steps);
  await findMatching([model.sale], real);
  await real.settle();
  await findMatching([model.sale], real);
}

/** Where the rooms and the paper differ, and how to find it again. With a bug: until it is found, and without the audit. */
async function differences(bug?: Mutation): Promise<string[]> {
  const found: string[] = [];
  const play = async ({ stores, auditor }: Lane, lane: number) => {
    const broken = mutated(stores.db, bug ?? {});
    const property = fc.asyncProperty(
      fc.commands(actions, { maxCommands: 20, size: 'max' }),
      async (steps) => {
        if (found.length > 0 && bug !== undefined) return;
        await playsAsOnPaper(bug === undefined ? stores : { ...stores, db: broken.db }, steps);
        if (bug === undefined)
          expect((await audit(auditor)).filter(({ breaches }) => breaches > 0)).toEqual([]);
      },
    );
    const inputs = {
      seed: fuzzSeed + lane,
      numRuns: Math.ceil(sequences / lanes),
      endOnFailure: bug !== undefined,
    };
    await fc.assert(property, inputs).catch((error: unknown) => {
      expect(broken.unmet()).toEqual([]);
      found.push(`JARI_FUZZ_SEED=${String(fuzzSeed)} reproduces it: ${String(error)}`);
    });
  };
  await Promise.all(opened.map(play));
  return found;
}

test(
  'whatever people do, one after the other and at once, is answered and ends as on paper',
  { timeout: timeoutMs },
  async () => {
    expect(await differences()).toEqual([]);
  },
);

const bugs: Record<string, Mutation> = {
  'seats of a lapsed hold stay taken': {
    sql: [['held_until <= clock_timestamp() OR reservation_id =', 'reservation_id =']],
  },
  'seats that were given back count towards the limit': {
    sql: [['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid']],
  },
  'at READ COMMITTED, a charge reads the balance and then writes it': {
    isolation: 'ReadCommitted',
    sql: [
      [
        'UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE',
        // Between the two, others have time: what two calls of a sequence do at once is found in any run.
        'UPDATE accounts SET balance_krw = (SELECT balance_krw FROM accounts, pg_sleep(0.02) WHERE user_id = $1::uuid) + $2::bigint WHERE',
      ],
    ],
  },
};

test.each(Object.entries(bugs))(
  'negative control: it is found that %s',
  { timeout: timeoutMs },
  async (_, bug) => {
    expect(await differences(bug)).not.toEqual([]);
  },
);
