/** JSON of shared values; null until the first use. */
const jsons = new WeakMap<object, string | null>();

/** Makes `jsonOf` serialize the value only once. Nobody may change the value afterwards. */
export function shareJson<T extends object>(value: T): T {
  jsons.set(value, null);
  return value;
}

/** Returns the JSON text of a value that JSON can represent. */
export function jsonOf(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null;
  const known = isObject ? jsons.get(value) : undefined;
  if (typeof known === 'string') return known;
  const json = JSON.stringify(value);
  if (known === null && isObject) jsons.set(value, json);
  return json;
}
