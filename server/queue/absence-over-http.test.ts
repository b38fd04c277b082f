import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { becomesTrue } from '#scripts/wait.ts';
import { type Fan, fanOf } from '../testing/client.ts';
import { Crowd, type Goer } from '../testing/crowd.ts';
import { aShow, people } from '../testing/factories.ts';
import { type Instance, startInstance } from '../testing/instance.ts';
import { testStores, type TestStores } from '../testing/stores.ts';

const msMax = 60_000;
const sessionSeconds = 600;
const patience = { everyMs: 50, msMax: 30_000 };

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

async function aLine(count: number, policy: { graceSeconds?: number; claimSeconds?: number }): Promise<[Crowd, ...Goer[]]> {
  const { concertId } = await aShow(stores.db, { capacity: 1, sessionSeconds, ...policy });
  const crowd = new Crowd(instances, { concertId, sessionSeconds });
  onTestFinished(() => crowd.stop());
  for (const userId of await people(stores.db, count)) await crowd.join(fanOf(userId));
  return [crowd, ...crowd.goers];
}

const isTurnOf = async (goer: Goer) => {
  expect(await becomesTrue(() => goer.turns.length > 0, patience)).toBe(true);
};

test(
  'whoever does not ask for the grace time is stepped over, keeps the number, and is next on return',
  { timeout: msMax },
  async () => {
    const [crowd, inside, absent, next, last] = (await aLine(4, { graceSeconds: 2 })) as [Crowd, Goer, Goer, Goer, Goer];
    absent.isPolling = false;
    expect(await becomesTrue(() => next.standing?.position === 1, patience)).toBe(true); // nobody who is present is before them
    await crowd.leave(inside);
    await isTurnOf(next);
    absent.isPolling = true;
    expect(await becomesTrue(() => last.standing?.position === 2, patience)).toBe(true);
    await becomesTrue(() => absent.standing?.position === 1, patience);
    expect(absent.standing).toMatchObject({ state: 'WAITING', number: 2, position: 1 });
    await crowd.leave(next);
    await isTurnOf(absent);
    expect(last).toMatchObject({ turns: [], standing: { state: 'WAITING', number: 4 } });
  },
);

test(
  'whoever does not come in the claim time loses the turn to the next person, and the others stay where they are',
  { timeout: msMax },
  async () => {
    const [crowd, inside, late, next, last] = (await aLine(4, { claimSeconds: 2 })) as [Crowd, Goer, Goer, Goer, Goer];
    late.isPolling = false; // a tab that was closed
    await crowd.leave(inside);
    await isTurnOf(next);
    late.isPolling = true;
    expect(await becomesTrue(() => late.standing?.state === 'EXPIRED', patience)).toBe(true);
    expect(late.turns).toEqual([]);
    expect((await crowd.join(late.fan)).number).toBe(5);
    expect(last.standing).toMatchObject({ state: 'WAITING', number: 4, position: 1 });
  },
);

test('a refresh, a second device and lost cookies find the same place', { timeout: msMax }, async () => {
  const [crowd, , first, last] = (await aLine(3, {})) as [Crowd, Goer, Goer, Goer];
  const again = await Promise.all([first, last, first, last].map(({ fan }: { fan: Fan }) => crowd.join(fan))); // they show no token
  expect(again.map(({ number }) => number)).toEqual([2, 3, 2, 3]);
});
