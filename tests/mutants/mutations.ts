import type { Db } from '#server/database/db.ts';

type Call = (...args: unknown[]) => unknown;

/**
 * Bug in the rooms' calls to the database. The test client injects the bug, so that production code
 * needs no switch.
 */
export interface Mutation {
  isolation?: 'ReadCommitted';
  /** Replacements in each statement, after the removal of comments and repeated white space. */
  sql?: [find: string, put: string][];
  /** Return values of skipped client calls, by `model.method`. */
  skipped?: Record<string, unknown>;
}

/**
 * Client that applies a mutation. `unmet` lists the parts of the mutation that no call has used
 * yet. A test with an unused part proves nothing.
 */
export interface Mutated {
  db: Db;
  unmet: () => string[];
}

const plain = (statement: string) => statement.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim();

export function mutated(db: Db, { isolation, sql = [], skipped = {} }: Mutation): Mutated {
  const unmet = new Set([...sql.map(([find]) => find), ...Object.keys(skipped)]);
  const mutate = (statement: string) => {
    const before = plain(statement);
    const met = sql.filter(([find]) => before.includes(find));
    for (const [find] of met) unmet.delete(find);
    return met.length === 0
      ? statement
      : met.reduce((text, [find, put]) => text.replaceAll(find, put), before);
  };
  const statementOf = (strings: readonly string[]) =>
    strings.reduce((text, part, at) => (at === 0 ? part : `${text}$${String(at)}${part}`), '');

  const modelWith = (name: string, model: object) =>
    new Proxy(model, {
      get: (target, method) => {
        const call = `${name}.${String(method)}`;
        if (!(call in skipped)) return Reflect.get(target, method) as unknown;
        return () => {
          unmet.delete(call);
          return Promise.resolve(skipped[call]);
        };
      },
    });
  const clientWith = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name === '$transaction')
          return (work: (tx: object) => unknown, options: object) =>
            (value as Call).call(target, (tx: object) => work(clientWith(tx)), {
              ...options,
              ...(isolation && { isolationLevel: isolation }),
            });
        if (name === '$queryRawUnsafe' || name === '$executeRawUnsafe')
          return (statement: string, ...values: unknown[]) =>
            (value as Call).call(target, mutate(statement), ...values);
        if (name === '$queryRaw' || name === '$executeRaw')
          return (strings: readonly string[], ...values: unknown[]) =>
            (Reflect.get(target, `${name}Unsafe`) as Call).call(
              target,
              mutate(statementOf(strings)),
              ...values,
            );
        if (typeof name === 'string' && typeof value === 'object' && value !== null)
          return modelWith(name, value);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  return { db: clientWith(db), unmet: () => [...unmet] };
}
