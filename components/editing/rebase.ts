/** Texts by key. A missing key is a value that does not exist. */
export type Values<K extends string = string> = Readonly<Partial<Record<K, string>>>;

export interface Rebased<K extends string> {
  values: Values<K>;
  /** Keys that another editor changed. */
  foreign: K[];
  /** Keys that both editors changed differently. They keep the own value until the user chooses. */
  conflicts: K[];
}

function keysOf<K extends string>(...all: Values<K>[]): K[] {
  return [...new Set(all.flatMap((values) => Object.keys(values) as K[]))];
}

/** Returns the keys whose values differ. */
export function changedKeys<K extends string>(before: Values<K>, after: Values<K>): K[] {
  return keysOf(before, after).filter((key) => before[key] !== after[key]);
}

/**
 * Applies the own changes since `base` to `theirs`, the values that another editor has saved. No
 * change is lost.
 */
export function rebase<K extends string>(
  base: Values<K>,
  mine: Values<K>,
  theirs: Values<K>,
): Rebased<K> {
  const foreign = changedKeys(base, theirs).filter((key) => theirs[key] !== mine[key]);
  const own = new Set(changedKeys(base, mine));
  const values: Partial<Record<K, string>> = {};
  for (const key of keysOf(mine, theirs)) {
    const value = own.has(key) ? mine[key] : theirs[key];
    if (value !== undefined) values[key] = value;
  }
  return { values, foreign, conflicts: foreign.filter((key) => own.has(key)) };
}

/** Returns `values` with the values of `from` at `keys`. */
export function taken<K extends string>(
  values: Values<K>,
  from: Values<K>,
  keys: readonly K[],
): Values<K> {
  const next: Partial<Record<K, string>> = { ...values };
  for (const key of keys) {
    const value = from[key];
    if (value === undefined) Reflect.deleteProperty(next, key);
    else next[key] = value;
  }
  return next;
}
