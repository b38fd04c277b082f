// People who poll, in a process of their own: as fast as they are answered, or at a pace.
import { setTimeout as pause } from 'node:timers/promises';
import { serveJobs } from './child.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { queueTokenOf, sessionOf } from './person.ts';
import { type Connection, openConnections, requestText } from './wire.ts';

export interface Pollers {
  url: string;
  concertId: number;
  epoch: number;
  /** By number in the crowd: from the first, each `step` further. */
  people: { from: number; count: number; step: number };
  /** Browsers show their session beside the token, both in cookies. */
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
   * Polls, one person after the other, until the time is up or so many have come; all of them are answered, and an answer that does not
   * say WAITING fails. With a pace they come at random, as people do, however slowly others are answered: one that finds no connection
   * free has waited from when it was due. `lateMs`: by how much later than asked this process itself was woken for them (p99), which
   * is what the machine does to whoever does nothing but wait.
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
    const lane = async (connection: Connection): Promise<void> => {
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
    await Promise.all(connections.map(lane));
    return {
      answered: took.length,
      p50Ms: quantile(took, 0.5),
      p99Ms: quantile(took, 0.99),
      lateMs: quantile(late, 0.99),
    };
  },
};

serveJobs(jobs);
