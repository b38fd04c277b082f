// Measures variants at several numbers of connections.
import type { Measured } from '../calling-users.ts';
import type { CallName, CallUser } from './requests.ts';
import type { Compared } from './rows.ts';
import { alternate, type Figures, type Servers } from './servers.ts';
import type { Sizes } from './sizes.ts';

export type Variant = (connections: number, seconds: number) => Promise<Measured>;

/** Supplies a stock of repeatable requests, which never runs out. */
export async function endless(
  { users }: Servers,
  url: string,
  { stock, call, of }: { stock: string; call: CallName; of: CallUser[] },
): Promise<Variant> {
  await users.ask('supply', { stock, url, call, users: of, isEndless: true });
  return (connections, seconds) => users.ask('run', { stock, connections, seconds });
}

export async function atEachLevel<K extends string>(
  variants: Record<K, Variant>,
  { connections, rounds, seconds }: Sizes,
): Promise<{ connections: number; figures: Record<K, Figures> }[]> {
  const found: { connections: number; figures: Record<K, Figures> }[] = [];
  for (const count of connections) {
    const runs = Object.entries<Variant>(variants).map(([name, run]) => [
      name,
      () => run(count, seconds),
    ]);
    const figures = await alternate(
      Object.fromEntries(runs) as Record<K, () => Promise<Measured>>,
      rounds,
    );
    found.push({ connections: count, figures });
  }
  return found;
}

export const compare = <K extends string>(
  found: readonly { connections: number; figures: Record<K, Figures> }[],
  name: K,
  baseline: K,
): Compared[] =>
  found.map(({ connections, figures }) => ({
    connections,
    figure: figures[name],
    baseline: figures[baseline],
  }));

/** Returns users without queue tokens, because a baseline reads neither tokens nor input. */
export const bareUsers = ({ readers }: Pick<Sizes, 'readers'>): CallUser[] =>
  Array.from({ length: readers }, (_, at) => ({ n: at + 1, concertId: 1 }));
