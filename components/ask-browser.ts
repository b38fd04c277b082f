/**
 * Asks the browser for something that it may lack or refuse, such as storage that is missing,
 * blocked or full. Never throws.
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
