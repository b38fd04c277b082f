import { expect, test } from 'vitest';
import { expectInvariants, faultRounds } from '../support/invariants.ts';
import { withClient } from '../support/database-state.ts';
import { call, type Fan, fanOf, type Reply } from '../support/http-client.ts';
import type { Operation } from '../support/operations.ts';
import { people } from '../support/factories.ts';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { testSite } from '../support/test-site.ts';

const timeout = 60_000 + faultRounds * 30_000;
const poolMax = 3;
const usersUnderLoad = 12;
const amountKrw = 1_000;

const { stores, instance } = testSite({ DATABASE_POOL_MAX: String(poolMax) });

/** Returns the number of the instance's connections that wait for a row lock. */
async function waitingForLock(): Promise<number> {
  const [found] = await stores.db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'jari' AND wait_event_type = 'Lock'`;
  return found?.waiting ?? 0;
}

/**
 * Charges one locked wallet per connection, so that each request waits until its timeout. Runs
 * `meanwhile` once all connections are in use.
 */
async function blockAllConnections(
  meanwhile: (operations: Operation[]) => Promise<unknown>,
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
    // Charges that arrive together share a connection, so each waits for the one before.
    const charges: Promise<Reply>[] = [];
    for (const fan of fans) {
      charges.push(charge(fan));
      await eventually(
        'each charge uses a connection',
        async () => (await waitingForLock()) === charges.length,
      );
    }
    await meanwhile(
      fans.map(({ userId }) => ({ kind: 'CHARGE', userId, amountKrw, isAcknowledged: false })),
    );
    return Promise.all(charges);
  });
}

test(
  'if all connections of an instance wait for locks, those requests time out and all others are served afterwards',
  { timeout },
  async () => {
    for (let round = 0; round < faultRounds; round++) {
      let load: Load | undefined;
      const replies = await blockAllConnections(async (operations) => {
        load = await Load.begin(stores.db, [instance], usersUnderLoad);
        load.operations.push(...operations);
      });
      for (const reply of replies)
        expect(reply).toMatchObject({ status: 503, refusal: { code: 'TRY_AGAIN' } });
      await eventually('the others are served', () => (load?.done ?? 0) >= 40);
      await load?.end();
      expect(load?.counts).toMatchObject({ failures: 0 });
      await expectInvariants(stores, [instance], load?.operations ?? []);
    }
  },
);
