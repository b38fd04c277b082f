// People who join over HTTP at a steady rate, in a process of their own.
import { serveJobs } from './child.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { accessTokenOf } from './person.ts';
import { type Connection, openConnections, requestText } from './wire.ts';

interface Arriving {
  url: string;
  concertId: number;
  /** By number in the crowd. */
  from: number;
  perSecond: number;
  seconds: number;
}

const connectionCount = 64;
let free: Connection[] = [];

const requestOf = ({ url, concertId }: Arriving, n: number): string =>
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

  /** How long joins took, from the moment at which each was due: whoever has to wait for a connection has waited as well. In ms. */
  async arrive(arriving: Arriving): Promise<{ joined: number; p50: number; p99: number }> {
    const { from, perSecond, seconds } = arriving;
    const requests = Array.from({ length: perSecond * seconds }, (_, at) =>
      requestOf(arriving, from + at),
    );
    const times: number[] = [];
    const since = performance.now();
    let next = 0;
    const lane = async (connection: Connection): Promise<void> => {
      for (let at = next++; at < requests.length; at = next++) {
        const due = since + (at / perSecond) * 1_000;
        if (due > performance.now())
          await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const { status, body } = await connection.ask(requests[at] ?? '');
        if (status !== 200) throw new Error(`${String(status)} ${body}`);
        times.push(performance.now() - due);
      }
    };
    await Promise.all(free.map(lane));
    return { joined: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  },
};

serveJobs(jobs);
