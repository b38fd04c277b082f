import { startInstance } from '#tests/support/instance.ts';
import type { jobs, Measured } from '../calling-users.ts';
import { Child, startServer } from '../child.ts';
import { medians } from '../load.ts';
import { quantile } from '#tests/simulation/quantile.ts';

export type Users = Child<typeof jobs>;

export interface Servers {
  /** URL of the measured instance. */
  url: string;
  /** Process of the measured instance. */
  pid: number;
  /** URL of the baseline. */
  bareUrl: string;
  users: Users;
}

/** Runs `work` with an instance, a baseline and the load program. Stops all three afterwards. */
export async function withServers<T>(
  baseline: 'join' | 'poll' | 'seats' | 'update',
  work: (servers: Servers) => Promise<T>,
): Promise<T> {
  const bare = await startServer('calls/bare-server.ts', baseline);
  const users: Users = new Child('calling-users.ts');
  try {
    const instance = await startInstance();
    try {
      return await work({ url: instance.url, pid: instance.pid, bareUrl: bare.url, users });
    } finally {
      await users.stop(); // first, because the instance waits for open connections before it stops
      await instance.stop();
    }
  } finally {
    await users.stop();
    bare.stop();
  }
}

/** Medians over all rounds of one variant. */
export interface Figures {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export const perSecondOf = ({ answered, seconds }: Measured): number => answered / seconds;

/** Measures the variants in alternating rounds, after one warm-up round. */
export async function alternate<K extends string>(
  variants: Record<K, () => Promise<Measured>>,
  rounds: number,
): Promise<Record<K, Figures>> {
  const latencies = new Map<string, Measured[]>();
  const recorded = Object.entries<() => Promise<Measured>>(variants).map(([name, run]) => [
    name,
    async () => {
      const measured = await run();
      latencies.set(name, [...(latencies.get(name) ?? []), measured]);
      return perSecondOf(measured);
    },
  ]);
  const rates = await medians(
    Object.fromEntries(recorded) as Record<K, () => Promise<number>>,
    rounds,
  );
  const median = (name: string, of: 'p50Ms' | 'p99Ms') =>
    quantile(
      latencies
        .get(name)
        ?.slice(1)
        .map((measured) => measured[of]) ?? [],
      0.5,
    );
  const figures = Object.entries<number>(rates).map(([name, perSecond]) => [
    name,
    { perSecond, p50Ms: median(name, 'p50Ms'), p99Ms: median(name, 'p99Ms') },
  ]);
  return Object.fromEntries(figures) as Record<K, Figures>;
}
