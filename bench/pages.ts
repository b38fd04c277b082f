// Measures whether page rendering slows down polls. Compares the waiting room page from memory with
// a rendered page.
import { spawn } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { childOf } from '#tests/support/processes.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from './child.ts';
import { aQueue, fill } from './filled-queue.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { cpuUs, flood, type Shot } from './load.ts';
import { register, sessionOf } from './bench-user.ts';
import type { jobs } from './polling-users.ts';
import { publish, type Row } from './table.ts';

const full = { rounds: 5, seconds: 4 };
const quick = { rounds: 1, seconds: 3 };
const waiting = 1_000;
const visitors = 100;
const connections = 64;
const pollsPerSecond = 2_000;
const renderedAtOnce = 8;
const visitsAtOnce = 32;
// 10 ms is negligible to a client, because the snapshot that answers polls is up to 1 s old.
const p99MsMax = 10;
// The bound allows 20 %, because the CPU time per poll subtracts two measurements that each vary by
// 10 %.
const costMax = 1.2;

const nothing = { polls: 0, p50Ms: 0, p99Ms: 0, lateMs: 0, pages: 0, frontUs: 0, nextUs: 0 };
/**
 * Results of one measurement. `frontUs` and `nextUs` are CPU times of the app server and of Next in
 * µs. Values that the measurement does not produce stay 0.
 */
type Measured = typeof nothing;

/** Returns the measurements of a round, for the caller to run in sequence. */
function kindsOf(
  instance: Instance,
  pollers: Child<typeof jobs>,
  shots: Record<'rendered' | 'waitingRooms', Shot[]>,
  seconds: number,
) {
  const next = childOf(instance.pid, 'next-child.ts');
  const polls = async (): Promise<Partial<Measured>> => {
    const { answered, ...took } = await pollers.ask('flood', {
      seconds,
      perSecond: pollsPerSecond,
    });
    return { polls: answered, ...took };
  };
  const pages = async (shots: Shot[], connections: number): Promise<Partial<Measured>> => {
    const { perSecond, statuses } = await flood(instance.url, { shots, connections }, seconds);
    const { '2xx': good = 0, ...bad } = statuses;
    if (good === 0 || Object.values(bad).some((count) => count > 0))
      throw new Error(`pages: ${JSON.stringify(statuses)}`);
    return { pages: perSecond * seconds };
  };
  const rendering = () => pages(shots.rendered, renderedAtOnce);
  const measured = async (...work: Promise<Partial<Measured>>[]): Promise<Measured> => {
    const [front, rendered] = [cpuUs(instance.pid), cpuUs(next)];
    const result = { ...nothing };
    for (const found of await Promise.all(work)) Object.assign(result, found);
    return { ...result, frontUs: cpuUs(instance.pid) - front, nextUs: cpuUs(next) - rendered };
  };
  return {
    idle: () => measured(pause(seconds * 1_000, {})),
    polling: () => measured(polls()),
    rendered: () => measured(rendering()),
    pollingAndRendering: () => measured(polls(), rendering()),
    busyLoop: async () => {
      const program = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      if (program.pid !== undefined) setPriority(program.pid, getPriority(next));
      return measured(polls()).finally(() => program.kill('SIGKILL'));
    },
    fromMemory: () => measured(pages(shots.waitingRooms, visitsAtOnce)),
  };
}

type Kind = keyof ReturnType<typeof kindsOf>;
type Round = Record<Kind, Measured>;

/** Returns the app server's CPU time per poll in µs, minus the idle load. */
const usOfPoll = ({ idle, polling }: Round): number =>
  (polling.frontUs - idle.frontUs) / polling.polls;
/**
 * Returns the app server's CPU time per poll during page rendering, in µs. Subtracts the idle load
 * and the proxying of pages.
 */
const usOfPollBeside = ({ idle, rendered, pollingAndRendering }: Round): number =>
  (pollingAndRendering.frontUs -
    idle.frontUs -
    ((rendered.frontUs - idle.frontUs) * pollingAndRendering.pages) / rendered.pages) /
  pollingAndRendering.polls;

function rowsOf(rounds: readonly Round[], seconds: number): Row[] {
  const median = (of: (round: Round) => number): number => quantile(rounds.map(of), 0.5);
  const ms = (of: (round: Round) => number): string => `${median(of).toFixed(2)} ms`;
  const count = (of: (round: Round) => number): string =>
    Math.round(median(of)).toLocaleString('en');
  const bounded = (ratio: number, most: number) => ({
    ratio,
    target: `≤ ${most.toFixed(1)}×`,
    met: ratio <= most,
  });
  const pagesPerSecond = count(({ pollingAndRendering }) => pollingAndRendering.pages / seconds);
  const core = (
    median(({ pollingAndRendering }) => pollingAndRendering.nextUs) /
    seconds /
    10_000
  ).toFixed(0);
  const cost = median(usOfPollBeside) / median(usOfPoll);
  const late = (kind: Kind) => ms((round) => round[kind].lateMs);
  return [
    {
      what: `polls answered per second during ${pagesPerSecond} pages per second, which take ${core} % of a core`,
      figure: count(({ pollingAndRendering }) => pollingAndRendering.polls / seconds),
      baseline: `no pages: ${count(({ polling }) => polling.polls / seconds)}`,
      target: 'all of them',
      met: true, // an unanswered poll fails the round
    },
    {
      what: 'CPU of the app server per poll, during rendering',
      figure: `${median(usOfPollBeside).toFixed(1)} µs`,
      baseline: `no pages: ${median(usOfPoll).toFixed(1)} µs`,
      ...bounded(cost, costMax),
    },
    {
      what: 'response time during rendering, p50',
      figure: ms(({ pollingAndRendering }) => pollingAndRendering.p50Ms),
      baseline: `no pages: ${ms(({ polling }) => polling.p50Ms)}`,
      ...bounded(
        median(({ pollingAndRendering }) => pollingAndRendering.p50Ms) /
          median(({ polling }) => polling.p50Ms),
        2,
      ),
    },
    {
      what: 'response time during rendering, p99',
      figure: ms(({ pollingAndRendering }) => pollingAndRendering.p99Ms),
      baseline: `no pages: ${ms(({ polling }) => polling.p99Ms)}; during a busy loop: ${ms(({ busyLoop }) => busyLoop.p99Ms)}`,
      ratio:
        median(({ pollingAndRendering }) => pollingAndRendering.p99Ms) /
        median(({ polling }) => polling.p99Ms),
      target: `≤ ${String(p99MsMax)} ms`,
      met: median(({ pollingAndRendering }) => pollingAndRendering.p99Ms) <= p99MsMax,
    },
    {
      what: 'scheduling delay of the polling process, p99',
      figure: late('pollingAndRendering'),
      baseline: `no pages: ${late('polling')}; during a busy loop: ${late('busyLoop')}`,
    },
    {
      what: 'pages rendered per second during polls',
      figure: pagesPerSecond,
      baseline: `no polls: ${count(({ rendered }) => rendered.pages / seconds)}`,
      ratio:
        median(({ pollingAndRendering }) => pollingAndRendering.pages) /
        median(({ rendered }) => rendered.pages),
    },
    {
      what: 'waiting room pages per second, from memory',
      figure: count(({ fromMemory }) => fromMemory.pages / seconds),
      baseline: `a rendered page: ${count(({ rendered }) => rendered.pages / seconds)}`,
      ratio:
        median(({ fromMemory }) => fromMemory.pages) / median(({ rendered }) => rendered.pages),
    },
  ];
}

export async function benchPages(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const { rounds, seconds } = isQuick ? quick : full;
  const queue = await aQueue(stores, waiting);
  await fill(stores, queue, { from: 1, to: waiting });
  await register(stores.db, 1, visitors);
  const sessions = await Promise.all(
    Array.from({ length: visitors }, (_, at) => sessionOf(at + 1)),
  );
  const visits = (path: string) =>
    sessions.map((cookie): Shot => ({ path, headers: { cookie, 'accept-encoding': 'gzip' } }));
  const at = `/concerts/${String(queue.concertId)}`;
  const instance = await startInstance({}, { pages: true });
  const pollers = new Child<typeof jobs>('polling-users.ts');
  const people = { from: 2, count: waiting - 1, step: 1 }; // user 1 has the only turn
  await pollers.ask('prepare', { url: instance.url, ...queue, people, as: 'program', connections });
  const kinds = Object.entries(
    kindsOf(
      instance,
      pollers,
      { rendered: visits(at), waitingRooms: visits(`${at}/queue`) },
      seconds,
    ),
  );
  const result: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const found: Partial<Round> = {};
    for (const [kind, measure] of kinds) found[kind as Kind] = await measure();
    if (round > 0) result.push(found as Round); // round 0 is a warm-up
  }
  await pollers.stop();
  await instance.stop();
  const how = `Waiting users send ${pollsPerSecond.toLocaleString('en')} polls per second over ${String(connections)} connections, at random times and without waiting for earlier responses. Meanwhile, ${String(renderedAtOnce)} pages at a time are rendered for signed-in users, back to back. Medians of ${rounds === 1 ? 'one round' : `${String(rounds)} rounds`} of ${String(seconds)} s each; all measurements alternate. The busy loop runs at the priority of rendering: it shows how much delay the scheduler adds for any process that wants a core.`;
  await publish({ name: 'pages', how, rows: rowsOf(result, seconds) }, { write: !isQuick });
}
