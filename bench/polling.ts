// People who poll, in a process of their own: as fast as they are answered.
import { serveJobs } from './child.ts';
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
  const cookie = as === 'program' ? '' : `${await sessionOf(n)}; jari-queue-${String(concertId)}=${token}`;
  return requestText(url, { path, headers: as === 'program' ? { 'x-queue-token': token } : { cookie } });
}

export const jobs = {
  async prepare(pollers: Pollers): Promise<void> {
    const { from, count, step } = pollers.people;
    requests = [];
    for (let at = 0; at < count; at++) requests.push(await requestOf(pollers, from + at * step));
    connections = await openConnections(pollers.url, pollers.connections);
  },

  /** Polls, one person after the other, until the time is up or so many are answered; an answer that does not say WAITING fails. */
  async flood({
    seconds,
    pollsMax = Infinity,
    perSecond = Infinity,
  }: {
    seconds: number;
    pollsMax?: number;
    perSecond?: number;
  }): Promise<{ answered: number; seconds: number }> {
    const since = performance.now();
    const end = since + seconds * 1_000;
    let [sent, answered] = [0, 0];
    const lane = async (connection: Connection): Promise<void> => {
      while (performance.now() < end && sent < pollsMax) {
        const early = since + (sent++ / perSecond) * 1_000 - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        const { status, body } = await connection.ask(requests[next++ % requests.length] ?? '');
        if (status !== 200 || !body.includes('"state":"WAITING"')) throw new Error(`${String(status)} ${body}`);
        answered++;
      }
    };
    await Promise.all(connections.map(lane));
    return { answered, seconds: (performance.now() - since) / 1_000 };
  },
};

serveJobs(jobs);
