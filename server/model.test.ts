import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from './audit/audit.ts';
import { PlayedSale } from './testing/played-sale.ts';
import { type Bug, sabotaged } from './testing/sabotage.ts';
import { SaleModel } from './testing/sale-model.ts';
import { agreeing, happenings, peopleCount } from './testing/sale-steps.ts';
import { fuzzRuns, fuzzSeed } from './testing/runs.ts';
import { testStores, type TestStores } from './testing/stores.ts';

// Each sequence waits for the database most of the time: several go on at once.
const lanes = 3;
const sequences = Math.max(300, fuzzRuns);
const timeoutMs = 60_000 + sequences * 1_000;

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** One sequence in the rooms and on paper; then both have the same, and the database holds what it promises. */
async function playsAsOnPaper(given: TestStores, steps: Iterable<fc.AsyncCommand<never, PlayedSale>>, auditor: pg.Client | null) {
  const real = await PlayedSale.open(given, peopleCount);
  const model = { sale: new SaleModel(peopleCount), ticks: 0 };
  await fc.asyncModelRun(() => ({ model: model as never, real }), steps);
  await agreeing([model.sale], real);
  await real.settle();
  await agreeing([model.sale], real);
  if (auditor !== null) expect((await audit(auditor)).filter(({ breaches }) => breaches > 0)).toEqual([]);
}

/** Where the rooms and the paper differ, and how to find it again. */
async function differences(given: TestStores, runs: number, isAudited: boolean): Promise<string[]> {
  const found: string[] = [];
  const play = async (lane: number) => {
    const auditor = isAudited ? new pg.Client({ connectionString: process.env['DATABASE_URL'] }) : null;
    await auditor?.connect();
    const property = fc.asyncProperty(fc.commands(happenings, { maxCommands: 20, size: 'max' }), (steps) =>
      found.length > 0 ? Promise.resolve() : playsAsOnPaper(given, steps as never, auditor),
    );
    const inputs = { seed: fuzzSeed + lane, numRuns: Math.ceil(runs / lanes), endOnFailure: !isAudited };
    await fc.assert(property, inputs).catch((error: unknown) => {
      found.push(`JARI_FUZZ_SEED=${String(fuzzSeed)} finds it again: ${String(error)}`);
    });
    await auditor?.end();
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => play(lane)));
  return found;
}

test(
  'whatever people do, one after the other and at once, is answered and ends as on paper',
  { timeout: timeoutMs },
  async () => {
    expect(await differences(stores, sequences, true)).toEqual([]);
  },
);

const bugs: Record<string, Bug> = {
  'seats of a lapsed hold stay taken': { sql: [['held_until <= clock_timestamp() OR reservation_id =', 'reservation_id =']] },
  'seats that were given back count towards the limit': {
    sql: [['seats_paid = seats_paid - $1::smallint', 'seats_paid = seats_paid']],
  },
  'at READ COMMITTED, a charge reads the balance and then writes it': {
    isolation: 'ReadCommitted',
    sql: [
      [
        'UPDATE accounts SET balance_krw = balance_krw + $1::bigint WHERE',
        'UPDATE accounts SET balance_krw = (SELECT balance_krw FROM accounts WHERE user_id = $2::uuid) + $1::bigint WHERE',
      ],
    ],
  },
};

test.each(Object.entries(bugs))('negative control: it is found that %s', { timeout: timeoutMs }, async (_, bug) => {
  const broken = sabotaged(stores.db, bug);
  expect(await differences({ ...stores, db: broken.db }, sequences, false)).not.toEqual([]);
  expect(broken.unmet()).toEqual([]);
});
