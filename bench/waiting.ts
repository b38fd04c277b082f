// People who wait as browsers do, in a process of their own: each polls, and asks again when they are told to.
import { serveJobs } from './child.ts';
import { queueTokenOf } from './person.ts';
import { Sightings } from './sightings.ts';
import { type Connection, openConnections, requestText } from './wire.ts';
import { Wheel } from './wheel.ts';

interface Crowd {
  url: string;
  concertId: number;
  epoch: number;
  /** Numbers in line. */
  from: number;
  to: number;
  connections: number;
  /** Their first polls are spread over so long. */
  overMs: number;
}

interface Told {
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
const sightings = new Sightings();
let latest = new Map<number, string>(); // number -> what they were told last
let free: Connection[] = [];
const due: number[] = [];
let ask: ((n: number) => string) | null = null;
let url = '';
const wheel = new Wheel<number>((n) => {
  due.push(n);
  void work();
});

/** As many of those whose time has come as there are connections; the longest unused connection first, so that all are kept. */
async function work(): Promise<void> {
  const connection = due.length === 0 ? undefined : free.shift();
  const n = connection === undefined ? undefined : due.shift();
  if (connection === undefined || n === undefined || ask === null) return;
  const again = await poll(connection, n);
  free.push(connection.isOpen ? connection : ((await openConnections(url, 1))[0] ?? connection));
  wheel.after(again, n);
  void work();
}

/** One poll; in how many ms they are to ask again. */
async function poll(connection: Connection, n: number): Promise<number> {
  counts.polls++;
  const { status, body } = await connection.ask(ask?.(n) ?? '');
  if (status !== 200) {
    counts.refused++;
    latest.set(n, String(status));
    return againMsMin + Math.random() * (againMsMax - againMsMin);
  }
  const told = (JSON.parse(body) as { result: { data: Told } }).result.data;
  const { state, number, position, behind, recovering, nextPollMs } = told;
  if (number !== n) counts.misplaced++;
  if (state === 'WAITING') sightings.record(n, position + behind, Date.now());
  counts[state === 'WAITING' ? 'waiting' : 'active']++;
  if (recovering) counts.recovering++;
  latest.set(n, recovering ? `${state} recovering` : state);
  return nextPollMs;
}

export const jobs = {
  async begin({ concertId, epoch, from, to, connections, overMs, ...crowd }: Crowd): Promise<void> {
    url = crowd.url;
    const path = `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`;
    const headers = (n: number) => ({ 'x-queue-token': tokens[n - from] ?? '' });
    const tokens = Array.from({ length: to - from + 1 }, (_, at) =>
      queueTokenOf(concertId, epoch, from + at),
    );
    free = await openConnections(url, connections);
    ask = (n) => requestText(url, { path, headers: headers(n) });
    for (let n = from; n <= to; n++) wheel.after(Math.random() * overMs, n);
  },

  /** What they were told since this was last asked, and how many were told what at last. */
  told(): typeof counts & { latest: Record<string, number> } {
    const found = { ...counts, latest: {} as Record<string, number> };
    for (const state of latest.values()) found.latest[state] = (found.latest[state] ?? 0) + 1;
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = 0;
    return found;
  },

  /** Forgets what they were told at last: how many have been told anything since can then be seen. */
  forget(): void {
    latest = new Map();
  },

  delays({ grownAt }: { grownAt: [number, number][] }): ReturnType<Sightings['delays']> {
    return sightings.delays(new Map(grownAt));
  },
};

serveJobs(jobs);
