// Simulates waiting users in a separate process. Like a browser, each user polls after the delay in
// the last answer.
import { serveJobs } from './child.ts';
import { queueTokenOf } from './bench-user.ts';
import { GrowthDelays } from './growth-delays.ts';
import { type Connection, openConnections, requestText } from './wire.ts';
import { Wheel } from './wheel.ts';

interface Users {
  url: string;
  concertId: number;
  epoch: number;
  /** Queue numbers of the first and the last simulated user. */
  from: number;
  to: number;
  connections: number;
  /** Interval in which all users send their first poll, in ms. */
  overMs: number;
}

interface Status {
  state: string;
  number: number;
  position: number;
  behind: number;
  nextPollMs: number;
  recovering: boolean;
}

const againMsMin = 1_000;
const againMsMax = 4_000;
const counts = { polls: 0, waiting: 0, active: 0, recovering: 0, refused: 0, misplaced: 0 };
const growth = new GrowthDelays();
let latest = new Map<number, string>(); // state in the last answer, by queue number
let free: Connection[] = [];
const due: number[] = [];
let ask: ((n: number) => string) | null = null;
let url = '';
const wheel = new Wheel<number>((n) => {
  due.push(n);
  void work();
});

/**
 * Sends one due poll if a connection is free. Uses the connection with the longest idle time, so
 * that no connection times out.
 */
async function work(): Promise<void> {
  const connection = due.length === 0 ? undefined : free.shift();
  const n = connection === undefined ? undefined : due.shift();
  if (connection === undefined || n === undefined || ask === null) return;
  const again = await poll(connection, n);
  free.push(connection.isOpen ? connection : ((await openConnections(url, 1))[0] ?? connection));
  wheel.after(again, n);
  void work();
}

/** Returns the delay until the user's next poll, in ms. */
async function poll(connection: Connection, n: number): Promise<number> {
  counts.polls++;
  const { status, body } = await connection.ask(ask?.(n) ?? '');
  if (status !== 200) {
    counts.refused++;
    latest.set(n, String(status));
    return againMsMin + Math.random() * (againMsMax - againMsMin);
  }
  const place = (JSON.parse(body) as { result: { data: Status } }).result.data;
  const { state, number, position, behind, recovering, nextPollMs } = place;
  if (number !== n) counts.misplaced++;
  if (state === 'WAITING') growth.record(n, position + behind, Date.now());
  counts[state === 'WAITING' ? 'waiting' : 'active']++;
  if (recovering) counts.recovering++;
  latest.set(n, recovering ? `${state} recovering` : state);
  return nextPollMs;
}

export const jobs = {
  async begin({
    concertId,
    epoch,
    from,
    to,
    connections,
    overMs,
    ...target
  }: Users): Promise<void> {
    url = target.url;
    const path = `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`;
    const headers = (n: number) => ({ 'x-queue-token': tokens[n - from] ?? '' });
    const tokens = Array.from({ length: to - from + 1 }, (_, at) =>
      queueTokenOf(concertId, epoch, from + at),
    );
    free = await openConnections(url, connections);
    ask = (n) => requestText(url, { path, headers: headers(n) });
    for (let n = from; n <= to; n++) wheel.after(Math.random() * overMs, n);
  },

  /**
   * Returns the counts since the last call, and the number of users by the state in their last
   * answer.
   */
  takeCounts(): typeof counts & { latest: Record<string, number> } {
    const found = { ...counts, latest: {} as Record<string, number> };
    for (const state of latest.values()) found.latest[state] = (found.latest[state] ?? 0) + 1;
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = 0;
    return found;
  },

  /** Clears the last answers, so that `takeCounts` counts only users with a newer answer. */
  forgetLatest(): void {
    latest = new Map();
  },

  delays({ grownAt }: { grownAt: [number, number][] }): ReturnType<GrowthDelays['delays']> {
    return growth.delays(new Map(grownAt));
  },
};

serveJobs(jobs);
