/**
 * Returns an error as `refused` instead of throwing it, because browsers may block features such as
 * storage.
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
