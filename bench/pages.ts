// What pages cost: whether rendering them slows those who poll, and the waiting room from memory against a page that is rendered.
import { spawn } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { childOf } from '#tests/support/processes.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { Child } from './child.ts';
import { aQueue, fill } from './line.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { cpuUs, flood, type Shot } from './load.ts';
import { register, sessionOf } from './person.ts';
import type { jobs } from './polling.ts';
import { publish, type Row } from './table.ts';

const full = { rounds: 5, seconds: 4 };
const quick = { rounds: 1, seconds: 3 };
const waiting = 1_000;
const visitors = 100;
const connections = 64;
const pollsPerSecond = 2_000;
const renderedAtOnce = 8;
const visitsAtOnce = 32;
// Polls are answered from a board that is read once a second: a hundredth of that is nothing to whoever asks.
const p99MsMax = 10;
// What a poll costs beside pages is a difference between rounds, each of which varies by a tenth.
const costMax = 1.2;

const nothing = { polls: 0, p50Ms: 0, p99Ms: 0, lateMs: 0, pages: 0, frontUs: 0, nextUs: 0 };
/** What was met in so many seconds: polls and pages in all, processor time in µs; what was not asked for stays 0. */
type Met = typeof nothing;

/** What is done in a round, one after the other. */
function kindsOf(
  instance: Instance,
  crowd: Child<typeof jobs>,
  shots: Record<'rendered' | 'rooms', Shot[]>,
  seconds: number,
) {
  const next = childOf(instance.pid, 'next-child.ts');
  const polls = async (): Promise<Partial<Met>> => {
    const { answered, ...took } = await crowd.ask('flood', { seconds, perSecond: pollsPerSecond });
    return { polls: answered, ...took };
  };
  const pages = async (shots: Shot[], connections: number): Promise<Partial<Met>> => {
    const { perSecond, statuses } = await flood(instance.url, { shots, connections }, seconds);
    const { '2xx': good = 0, ...bad } = statuses;
    if (good === 0 || Object.values(bad).some((count) => count > 0))
      throw new Error(`pages: ${JSON.stringify(statuses)}`);
    return { pages: perSecond * seconds };
  };
  const rendering = () => pages(shots.rendered, renderedAtOnce);
  const measured = async (...work: Promise<Partial<Met>>[]): Promise<Met> => {
    const [front, rendered] = [cpuUs(instance.pid), cpuUs(next)];
    const met = { ...nothing };
    for (const found of await Promise.all(work)) Object.assign(met, found);
    return { ...met, frontUs: cpuUs(instance.pid) - front, nextUs: cpuUs(next) - rendered };
  };
  return {
    idle: () => measured(pause(seconds * 1_000, {})),
    polled: () => measured(polls()),
    rendered: () => measured(rendering()),
    both: () => measured(polls(), rendering()),
    computed: async () => {
      const program = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      if (program.pid !== undefined) setPriority(program.pid, getPriority(next));
      return measured(polls()).finally(() => program.kill('SIGKILL'));
    },
    visited: () => measured(pages(shots.rooms, visitsAtOnce)),
  };
}

type Kind = keyof ReturnType<typeof kindsOf>;
type Round = Record<Kind, Met>;

/** Processor time of the front for each poll in µs: without what it does anyway, and what it takes to hand on the pages. */
const usOfPoll = ({ idle, polled }: Round): number =>
  (polled.frontUs - idle.frontUs) / polled.polls;
const usOfPollBeside = ({ idle, rendered, both }: Round): number =>
  (both.frontUs -
    idle.frontUs -
    ((rendered.frontUs - idle.frontUs) * both.pages) / rendered.pages) /
  both.polls;

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
  const pagesPerSecond = count(({ both }) => both.pages / seconds);
  const core = (median(({ both }) => both.nextUs) / seconds / 10_000).toFixed(0);
  const cost = median(usOfPollBeside) / median(usOfPoll);
  const late = (kind: Kind) => ms((round) => round[kind].lateMs);
  return [
    {
      what: `polls answered a second beside ${pagesPerSecond} pages a second, which take ${core} % of a core`,
      figure: count(({ both }) => both.polls / seconds),
      baseline: `no pages: ${count(({ polled }) => polled.polls / seconds)}`,
      target: 'every one that came',
      met: true, // or the round has failed
    },
    {
      what: 'CPU of the front per poll beside them',
      figure: `${median(usOfPollBeside).toFixed(1)} µs`,
      baseline: `no pages: ${median(usOfPoll).toFixed(1)} µs`,
      ...bounded(cost, costMax),
    },
    {
      what: 'time to an answer beside them, p50',
      figure: ms(({ both }) => both.p50Ms),
      baseline: `no pages: ${ms(({ polled }) => polled.p50Ms)}`,
      ...bounded(median(({ both }) => both.p50Ms) / median(({ polled }) => polled.p50Ms), 2),
    },
    {
      what: 'time to an answer beside them, p99',
      figure: ms(({ both }) => both.p99Ms),
      baseline: `no pages: ${ms(({ polled }) => polled.p99Ms)}; beside a program that only computes: ${ms(({ computed }) => computed.p99Ms)}`,
      ratio: median(({ both }) => both.p99Ms) / median(({ polled }) => polled.p99Ms),
      target: `≤ ${String(p99MsMax)} ms`,
      met: median(({ both }) => both.p99Ms) <= p99MsMax,
    },
    {
      what: 'how late the program that polls was itself woken by the machine, p99',
      figure: late('both'),
      baseline: `no pages: ${late('polled')}; beside a program that only computes: ${late('computed')}`,
    },
    {
      what: 'pages rendered a second beside the polls',
      figure: pagesPerSecond,
      baseline: `no polls: ${count(({ rendered }) => rendered.pages / seconds)}`,
      ratio: median(({ both }) => both.pages) / median(({ rendered }) => rendered.pages),
    },
    {
      what: 'visits to the waiting room a second, from memory',
      figure: count(({ visited }) => visited.pages / seconds),
      baseline: `a page that is rendered: ${count(({ rendered }) => rendered.pages / seconds)}`,
      ratio: median(({ visited }) => visited.pages) / median(({ rendered }) => rendered.pages),
    },
  ];
}

export async function benchPages(
  stores: TestStores,
  { isQuick }: { isQuick: boolean },
): Promise<void> {
  const { rounds, seconds } = isQuick ? quick : full;
  const line = await aQueue(stores, waiting);
  await fill(stores, line, { from: 1, to: waiting });
  await register(stores.db, 1, visitors);
  const sessions = await Promise.all(
    Array.from({ length: visitors }, (_, at) => sessionOf(at + 1)),
  );
  const visits = (path: string) =>
    sessions.map((cookie): Shot => ({ path, headers: { cookie, 'accept-encoding': 'gzip' } }));
  const at = `/concerts/${String(line.concertId)}`;
  const instance = await startInstance({}, { pages: true });
  const crowd = new Child<typeof jobs>('polling.ts');
  const people = { from: 2, count: waiting - 1, step: 1 }; // the first number has the one turn that there is
  await crowd.ask('prepare', { url: instance.url, ...line, people, as: 'program', connections });
  const kinds = Object.entries(
    kindsOf(instance, crowd, { rendered: visits(at), rooms: visits(`${at}/queue`) }, seconds),
  );
  const met: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const found: Partial<Round> = {};
    for (const [kind, measure] of kinds) found[kind as Kind] = await measure();
    if (round > 0) met.push(found as Round); // the first one warms up
  }
  await crowd.stop();
  await instance.stop();
  const how = `${pollsPerSecond.toLocaleString('en')} polls a second of people who wait come over ${String(connections)} connections, at random and whether or not others have been answered; ${String(renderedAtOnce)} pages at a time are rendered for people who have signed in, as fast as they come. Medians of ${rounds === 1 ? 'one round' : `${String(rounds)} rounds`} of ${String(seconds)} s each, in which all of it takes turns. The program that only computes has the priority that rendering has: it shows what the machine’s scheduler takes from polls for anything that wants a core.`;
  await publish({ name: 'pages', how, rows: rowsOf(met, seconds) }, { write: !isQuick });
}
