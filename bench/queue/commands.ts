// What polls cost Redis: nothing each, and a reading of the board a second for all of them.
import { setTimeout as pause } from 'node:timers/promises';
import { env } from '#server/config/env.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from '../child.ts';
import { aQueue, clear, fill } from '../line.ts';
import type { jobs } from '../polling.ts';
import { type Commands, commandsDuring } from '../monitor.ts';
import type { Row } from '../table.ts';
import type { Sizes } from './sizes.ts';

const seconds = 5;
const commandsMax = 20;

export async function commandRows(
  stores: TestStores,
  { fewWaiting, polls }: Sizes,
): Promise<Row[]> {
  const line = await aQueue(stores, fewWaiting);
  await fill(stores, line, { from: 1, to: fewWaiting });
  const instance = await startInstance();
  const during = (work: () => Promise<void>) => commandsDuring(env().REDIS_URL, work);
  const crowd = new Child<typeof jobs>('polling.ts');
  const people = { from: 2, count: fewWaiting - 1, step: 1 };
  const idle = await during(() => pause(seconds * 1_000)); // its beats: nobody has asked about the line yet
  await crowd.ask('prepare', {
    url: instance.url,
    ...line,
    people,
    as: 'program',
    connections: 64,
  });
  await warm(crowd);
  const polled = await during(async () => {
    const { answered } = await crowd.ask('flood', {
      seconds: seconds * 2,
      pollsMax: polls,
      perSecond: polls / seconds,
    });
    if (answered !== polls) throw new Error(`only ${String(answered)} polls were answered`);
  });
  const watched = await during(() => pause(seconds * 1_000)); // it goes on reading the board for a minute
  await crowd.stop();
  await instance.stop();
  await clear(stores, line);
  const beyond = polled.asked - idle.asked;
  const said = (found: Commands) =>
    `${String(found.asked)} (${String(found.withinScripts)} more within their scripts)`;
  const per = `${polls.toLocaleString('en')} polls of waiting people in ${String(seconds)} s`;
  return [
    {
      what: `commands to Redis for ${per}, beyond an idle instance's`,
      figure: String(beyond),
      baseline: `idle ${said(idle)}; with the polls ${said(polled)}; the line looked at, nobody polls ${said(watched)}`,
      target: `≤ ${String(commandsMax)}`,
      met: beyond <= commandsMax,
    },
  ];
}

/** Until the instance has read the board, a poll is looked up in Redis. */
async function warm(crowd: Child<typeof jobs>): Promise<void> {
  await crowd.ask('flood', { seconds: 2, perSecond: 100 });
}
