// Simulates, in a separate process, users who poll back to back or at a fixed average rate.
import { setTimeout as pause } from 'node:timers/promises';
import { serveJobs } from './child.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { queueTokenOf, sessionOf } from './bench-user.ts';
import { type Connection, openConnections, requestText } from './wire.ts';

export interface Pollers {
  url: string;
  concertId: number;
  epoch: number;
  /** Numbers of `count` users, from `from` in steps of `step`. */
  people: { from: number; count: number; step: number };
  /**
   * A browser sends session and queue token in cookies; a program sends the queue token in a
   * header.
   */
  as: 'program' | 'browser';
  connections: number;
}

let requests: string[] = [];
let connections: Connection[] = [];
let next = 0;

async function requestOf({ url, concertId, epoch, as }: Pollers, n: number): Promise<string> {
  const token = queueTokenOf(concertId, epoch, n);
  const path = `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`;
  const cookie =
    as === 'program' ? '' : `${await sessionOf(n)}; jari-queue-${String(concertId)}=${token}`;
  return requestText(url, {
    path,
    headers: as === 'program' ? { 'x-queue-token': token } : { cookie },
  });
}

export const jobs = {
  async prepare(pollers: Pollers): Promise<void> {
    const { from, count, step } = pollers.people;
    requests = [];
    for (let at = 0; at < count; at++) requests.push(await requestOf(pollers, from + at * step));
    connections = await openConnections(pollers.url, pollers.connections);
  },

  /**
   * Polls for the users in rotation, for `seconds` or up to `pollsMax` polls. Throws an error if an
   * answer is not WAITING. With `perSecond`, polls are due at random times that do not depend on
   * responses. Response times include the wait for a free connection. `lateMs` is the p99 delay
   * between a poll's due time and the wake-up of this process.
   */
  async flood({
    seconds,
    pollsMax = Infinity,
    perSecond = Infinity,
  }: {
    seconds: number;
    pollsMax?: number;
    perSecond?: number;
  }): Promise<{ answered: number; p50Ms: number; p99Ms: number; lateMs: number }> {
    const begin = performance.now();
    const end = begin + seconds * 1_000;
    const [took, late]: [number[], number[]] = [[], []];
    let [sent, due] = [0, begin];
    const worker = async (connection: Connection): Promise<void> => {
      for (;;) {
        due =
          perSecond === Infinity
            ? performance.now()
            : due - (Math.log(1 - Math.random()) / perSecond) * 1_000;
        if (due >= end || sent++ >= pollsMax) return;
        const planned = due;
        let since = planned;
        if (planned > performance.now()) {
          await pause(planned - performance.now());
          since = performance.now();
          late.push(since - planned);
        }
        const { status, body } = await connection.ask(requests[next++ % requests.length] ?? '');
        if (status !== 200 || !body.includes('"state":"WAITING"'))
          throw new Error(`${String(status)} ${body}`);
        took.push(performance.now() - since);
      }
    };
    await Promise.all(connections.map(worker));
    return {
      answered: took.length,
      p50Ms: quantile(took, 0.5),
      p99Ms: quantile(took, 0.99),
      lateMs: quantile(late, 0.99),
    };
  },
};

serveJobs(jobs);
