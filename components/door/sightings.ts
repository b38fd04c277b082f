/** Time after which a code that left the picture counts as a new scan. */
const goneMs = 2_500;

/**
 * Returns a function that is true for a code that is a new scan. A code that stays in the
 * picture is one scan, so that the same ticket is not judged as used at once.
 */
export function createSightings(now: () => number): (text: string) => boolean {
  const seen = new Map<string, number>();
  return (text) => {
    const at = now();
    for (const [old, lastAt] of seen) if (at - lastAt > goneMs) seen.delete(old);
    const isNew = !seen.has(text);
    seen.set(text, at);
    return isNew;
  };
}
