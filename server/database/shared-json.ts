/** JSON texts of shared values; null until the first use. */
const texts = new WeakMap<object, string | null>();

/** Makes `jsonOf` serialize the value only once. Nobody may change the value afterwards. */
export function shareJson<T extends object>(value: T): T {
  texts.set(value, null);
  return value;
}

/** Returns the JSON text of a value that JSON can represent. */
export function jsonOf(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null;
  const known = isObject ? texts.get(value) : undefined;
  if (typeof known === 'string') return known;
  const text = JSON.stringify(value);
  if (known === null && isObject) texts.set(value, text);
  return text;
}
