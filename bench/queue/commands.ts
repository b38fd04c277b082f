// Counts the Redis commands that polls cause. All polls together cause only one snapshot read per
// second.
import { setTimeout as pause } from 'node:timers/promises';
import { env } from '#server/config/env.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill } from '../filled-queue.ts';
import type { jobs } from '../polling-users.ts';
import { type Commands, commandsDuring } from '../monitor.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const seconds = 5;
const commandsMax = 20;

export async function commandRows(
  stores: TestStores,
  { fewWaiting, polls }: Sizes,
): Promise<Row[]> {
  const queue = await aQueue(stores, fewWaiting);
  await fill(stores, queue, { from: 1, to: fewWaiting });
  const instance = await startInstance();
  const during = (work: () => Promise<void>) => commandsDuring(env().REDIS_URL, work);
  const pollers = new Child<typeof jobs>('polling-users.ts');
  const people = { from: 2, count: fewWaiting - 1, step: 1 };
  // Before the first poll, the instance only ticks and reads no snapshots.
  const idle = await during(() => pause(seconds * 1_000));
  await pollers.ask('prepare', {
    url: instance.url,
    ...queue,
    people,
    as: 'program',
    connections: 64,
  });
  await warm(pollers);
  const polled = await during(async () => {
    const { answered } = await pollers.ask('flood', {
      seconds: seconds * 2,
      pollsMax: polls,
      perSecond: polls / seconds,
    });
    if (answered !== polls) throw new Error(`only ${String(answered)} polls were answered`);
  });
  // The instance continues to read snapshots for one minute after the last poll.
  const tracked = await during(() => pause(seconds * 1_000));
  await pollers.stop();
  await instance.stop();
  await clear(stores, queue);
  const beyond = polled.asked - idle.asked;
  const text = (found: Commands) =>
    `${String(found.asked)} (${String(found.withinScripts)} more within scripts)`;
  const per = `${polls.toLocaleString('en')} polls of waiting users in ${String(seconds)} s`;
  return [
    {
      what: `commands to Redis for ${per}, beyond an idle instance's`,
      figure: String(beyond),
      baseline: `idle ${text(idle)}; with the polls ${text(polled)}; tracked without polls ${text(tracked)}`,
      target: `≤ ${String(commandsMax)}`,
      met: beyond <= commandsMax,
    },
  ];
}

/** Sends polls for 2 s, because polls before the first snapshot cost Redis commands. */
async function warm(pollers: Child<typeof jobs>): Promise<void> {
  await pollers.ask('flood', { seconds: 2, perSecond: 100 });
}
