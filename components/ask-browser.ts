/**
 * Returns an error as `refused`, because a browser may lack or block a feature such as storage.
 * Never throws.
 */
export function askBrowser<T>(
  work: () => T,
): { answer: T } | { answer?: undefined; refused: unknown } {
  try {
    return { answer: work() };
  } catch (refused) {
    return { refused };
  }
}
