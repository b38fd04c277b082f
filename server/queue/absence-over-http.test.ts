import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Fan, fanOf } from '#tests/support/http-client.ts';
import { eventually } from '#tests/support/eventually.ts';
import { VirtualUsers, type VirtualUser } from '#tests/support/virtual-user.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';

const msMax = 60_000;
const sessionSeconds = 600;

let stores: TestStores;
let instances: Instance[];
beforeAll(async () => {
  stores = await testStores();
  instances = await Promise.all([startInstance(), startInstance()]);
}, msMax);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await stores.close();
});

async function aQueue(
  count: number,
  policy: { graceSeconds?: number; claimSeconds?: number },
): Promise<[VirtualUsers, ...VirtualUser[]]> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1, sessionSeconds, ...policy });
  const virtualUsers = new VirtualUsers(instances, { concertId, sessionSeconds });
  onTestFinished(() => virtualUsers.stop());
  for (const userId of await people(stores.db, count)) await virtualUsers.join(fanOf(userId));
  return [virtualUsers, ...virtualUsers.users];
}

const isTurnOf = (user: VirtualUser) => eventually('it is their turn', () => user.turns.length > 0);

test(
  'a user who does not poll within the grace time is skipped, keeps the number, and is next on return',
  { timeout: msMax },
  async () => {
    const [virtualUsers, inside, absent, next, last] = (await aQueue(4, { graceSeconds: 4 })) as [
      VirtualUsers,
      VirtualUser,
      VirtualUser,
      VirtualUser,
      VirtualUser,
    ];
    absent.isPolling = false;
    await eventually('no present user is ahead', () => next.status?.position === 1);
    await virtualUsers.leave(inside);
    await isTurnOf(next);
    absent.isPolling = true;
    await eventually('one user is ahead of the last one', () => last.status?.position === 2);
    await eventually('the returned user is next', () => absent.status?.position === 1);
    expect(absent.status).toMatchObject({ state: 'WAITING', number: 2, position: 1 });
    await virtualUsers.leave(next);
    await isTurnOf(absent);
    expect(last).toMatchObject({ turns: [], status: { state: 'WAITING', number: 4 } });
  },
);

test(
  'a turn that is not claimed in time goes to the next user, and the others keep their places',
  { timeout: msMax },
  async () => {
    const [virtualUsers, inside, late, next, last] = (await aQueue(4, { claimSeconds: 2 })) as [
      VirtualUsers,
      VirtualUser,
      VirtualUser,
      VirtualUser,
      VirtualUser,
    ];
    late.isPolling = false; // simulates a closed tab
    await virtualUsers.leave(inside);
    await isTurnOf(next);
    late.isPolling = true;
    await eventually(
      'the late user sees the end of their place',
      () => late.status?.state === 'EXPIRED',
    );
    expect(late.turns).toEqual([]);
    expect((await virtualUsers.join(late.fan)).number).toBe(5);
    // The status may come from a snapshot that is up to 1 s old.
    await eventually('no user waits before the last one', () => last.status?.position === 1);
    expect(last.status).toMatchObject({ state: 'WAITING', number: 4, position: 1 });
  },
);

test(
  'a refresh, a second device and lost cookies find the same place',
  { timeout: msMax },
  async () => {
    const [virtualUsers, , first, last] = (await aQueue(3, {})) as [
      VirtualUsers,
      VirtualUser,
      VirtualUser,
      VirtualUser,
    ];
    const again = await Promise.all(
      [first, last, first, last].map(({ fan }: { fan: Fan }) => virtualUsers.join(fan)),
    ); // joins without a token
    expect(again.map(({ number }) => number)).toEqual([2, 3, 2, 3]);
  },
);
