// Simulates, in a separate process, users who join over HTTP at a steady rate.
import { serveJobs } from './child.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { accessTokenOf } from './bench-user.ts';
import { type Connection, openConnections, requestText } from './wire.ts';

interface Arrivals {
  url: string;
  concertId: number;
  /** Number of the first user; each later user has the next number. */
  from: number;
  perSecond: number;
  seconds: number;
}

const connectionCount = 64;
let free: Connection[] = [];

const requestOf = ({ url, concertId }: Arrivals, n: number): string =>
  requestText(url, {
    method: 'POST',
    path: '/api/trpc/queue.join',
    headers: { authorization: `Bearer ${accessTokenOf(n)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ concertId }),
  });

export const jobs = {
  async connect({ url }: { url: string }): Promise<void> {
    free = await openConnections(url, connectionCount);
  },

  /**
   * Returns the number of joins, and the quantiles of join latency in ms. Latency counts from the
   * due time of a join, to include the wait for a free connection.
   */
  async arrive(arrivals: Arrivals): Promise<{ joined: number; p50: number; p99: number }> {
    const { from, perSecond, seconds } = arrivals;
    const requests = Array.from({ length: perSecond * seconds }, (_, at) =>
      requestOf(arrivals, from + at),
    );
    const times: number[] = [];
    const since = performance.now();
    let next = 0;
    const worker = async (connection: Connection): Promise<void> => {
      for (let at = next++; at < requests.length; at = next++) {
        const due = since + (at / perSecond) * 1_000;
        if (due > performance.now())
          await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const { status, body } = await connection.ask(requests[at] ?? '');
        if (status !== 200) throw new Error(`${String(status)} ${body}`);
        times.push(performance.now() - due);
      }
    };
    await Promise.all(free.map(worker));
    return { joined: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  },
};

serveJobs(jobs);
