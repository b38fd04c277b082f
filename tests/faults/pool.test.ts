import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { withClient } from '#tests/support/database-state.ts';
import { call, type Fan, fanOf, type Reply } from '../support/http-client.ts';
import type { Operation } from '../support/operations.ts';
import { people } from '../support/factories.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const timeout = 60_000 + faultRounds * 30_000;
const poolMax = 3;
const inARush = 12;
const amountKrw = 1_000;

let stores: TestStores;
let instance: Instance;
beforeAll(async () => {
  stores = await testStores();
  instance = await startInstance({ DATABASE_POOL_MAX: String(poolMax) });
}, timeout);
afterAll(async () => {
  await instance.stop();
  await stores.close();
});

/** How many of the instance's connections wait for a row that somebody has locked. */
async function stuck(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ stuck: number }[]>`
    SELECT count(*)::int AS stuck FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'jari' AND wait_event_type = 'Lock'`;
  return found?.stuck ?? 0;
}

/**
 * What is told to people who charge wallets that somebody has locked, as many as there are connections: they wait until they give up.
 * `meanwhile` begins when every connection is taken.
 */
async function takingAllConnections(
  meanwhile: (deeds: Operation[]) => Promise<unknown>,
): Promise<Reply[]> {
  const fans = (await people(stores.db, poolMax)).map(fanOf);
  const charge = ({ accessToken }: Fan) =>
    call(
      instance.url,
      'wallet.charge',
      { amount: amountKrw, idempotencyKey: 'the-only-charge' },
      { authorization: `Bearer ${accessToken}` },
    );
  return withClient(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT id FROM accounts WHERE user_id = ANY ($1) FOR UPDATE', [
      fans.map(({ userId }) => userId),
    ]);
    const charges = Promise.all(fans.map(charge));
    await eventually('every connection is taken', async () => (await stuck()) === poolMax);
    await meanwhile(
      fans.map(({ userId }) => ({ kind: 'CHARGE', userId, amountKrw, isAcknowledged: false })),
    );
    return charges;
  });
}

test(
  'every connection of an instance waits for a lock: these give up in time, all others wait their turn and are served',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      let rush: Load | undefined;
      const replies = await takingAllConnections(async (deeds) => {
        rush = await Load.begin(stores.db, [instance], inARush);
        rush.operations.push(...deeds);
      });
      for (const reply of replies)
        expect(reply).toMatchObject({ status: 503, refusal: { code: 'TRY_AGAIN' } });
      await eventually('all others are served', () => (rush?.done ?? 0) >= 40);
      await rush?.end();
      expect(rush?.counts).toMatchObject({ failures: 0 });
      await expectInvariants(stores, [instance], rush?.operations ?? []);
    }
  },
);
