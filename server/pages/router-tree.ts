const lengthMax = 8_000;
const depthMax = 32;

const segmentKind = /^(oc|[cd](i(\(\.\.\)\(\.\.\)|\(\.{1,3}\)))?)$/;
const refreshes = [null, 'refetch', 'inside-shared-layout', 'metadata-only'];

/**
 * Accepts a Next-Router-State-Tree header of the form `[segment, {slot: tree}, …]`. Next answers
 * 500 to a malformed router tree. The file router-tree.test.ts compares this function with Next's
 * own parser.
 */
export function isRouterTree(header: string): boolean {
  if (header.length > lengthMax) return false;
  try {
    return isTree(JSON.parse(decodeURIComponent(header)), depthMax);
  } catch (error) {
    if (error instanceof URIError || error instanceof SyntaxError) return false;
    throw error;
  }
}

function isTree(value: unknown, depth: number): boolean {
  if (depth === 0 || !Array.isArray(value) || value.length < 2 || value.length > 6) return false;
  const [segment, slots, state, refresh, hint, extra] = value as unknown[];
  return (
    isSegment(segment) &&
    isRecord(slots) &&
    Object.values(slots).every((slot) => isTree(slot, depth - 1)) &&
    (state === undefined || state === null || (isStrings(state) && state.length === 2)) &&
    (refresh === undefined || refreshes.includes(refresh as string | null)) &&
    (hint === undefined || hint === null || typeof hint === 'number') &&
    (extra === undefined || typeof extra === 'string')
  );
}

/** Accepts a name, or a dynamic segment `[parameter, value, kind, siblings]`. */
function isSegment(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [parameter, key, kind, siblings] = value as unknown[];
  return (
    typeof parameter === 'string' &&
    typeof key === 'string' &&
    typeof kind === 'string' &&
    segmentKind.test(kind) &&
    (siblings === null || isStrings(siblings))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
