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

// Several workers run in parallel, because a sequence mostly waits for the database. Each worker
// has its own database, because a sweeper processes all holds of its database.
const workerCount = 3;
const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 1_000;

interface Worker {
  stores: TestStores;
  auditor: pg.Client;
}

async function aWorker(): Promise<Worker> {
  const stores = await testStores({ poolMax: 6 });
  const auditor = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await auditor.connect();
  return { stores, auditor };
}

const opened: Worker[] = [];
beforeAll(async () => {
  while (opened.length < workerCount) opened.push(await aWorker());
});
afterAll(async () => {
  for (const { stores, auditor } of opened) await auditor.end().then(() => stores.close());
});

/**
 * Runs one sequence in the rooms and in the model. Fails if the states of the rooms and of the
 * model differ, before or after the background jobs.
 */
async function playInBoth(
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

/**
 * Returns the differences between the rooms and the model. With a mutation, stops at the first
 * difference and skips the audit.
 */
async function differences(mutation?: Mutation): Promise<string[]> {
  const found: string[] = [];
  const play = async ({ stores, auditor }: Worker, index: number) => {
    const broken = mutated(stores.db, mutation ?? {});
    const property = fc.asyncProperty(
      fc.commands(actions, { maxCommands: 20, size: 'max' }),
      async (steps) => {
        if (found.length > 0 && mutation !== undefined) return;
        await playInBoth(mutation === undefined ? stores : { ...stores, db: broken.db }, steps);
        if (mutation === undefined)
          expect((await audit(auditor)).filter(({ breaches }) => breaches > 0)).toEqual([]);
      },
    );
    const inputs = {
      seed: fuzzSeed + index,
      // A search for a planted bug ends at its first difference, so that it may take longer.
      numRuns: Math.ceil(((mutation === undefined ? 1 : 3) * sequences) / workerCount),
      endOnFailure: mutation !== undefined,
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
  'any steps of users, sequential or concurrent, are answered and end as in the model',
  { timeout: timeoutMs },
  async () => {
    expect(await differences()).toEqual([]);
  },
);

const mutations: Record<string, Mutation> = {
  'the seats of an expired hold stay taken': {
    sql: [
      ['(held_until <= clock_timestamp() AND NOT waited) OR reservation_id =', 'reservation_id ='],
    ],
  },
  'refunded seats count towards the limit': {
    sql: [['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid']],
  },
  'at READ COMMITTED, a charge reads the balance and then writes it': {
    isolation: 'ReadCommitted',
    sql: [
      [
        'FROM accounts w WHERE w.id = asked.account_id FOR UPDATE',
        // `pg_sleep` lets other charges run between the read and the write, so that each run finds
        // a lost update.
        'FROM accounts w, pg_sleep(0.02) WHERE w.id = asked.account_id',
      ],
    ],
  },
};

test.each(Object.entries(mutations))(
  'negative control: the model finds that %s',
  { timeout: timeoutMs },
  async (_, mutation) => {
    expect(await differences(mutation)).not.toEqual([]);
  },
);
