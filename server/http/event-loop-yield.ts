/**
 * Lets through so many in one turn of the event loop; those beyond wait for the next turns, in order. A crowd whose requests have
 * all come in at once then does not stand as one block before each step of somebody's purchase.
 */
export function yieldEvery(most: number): () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  let passed = 0;
  const nextTurn = (): void => {
    const now = waiting.splice(0, most);
    passed = now.length;
    if (passed > 0) setImmediate(nextTurn);
    for (const go of now) go();
  };
  return () => {
    if (passed === 0) setImmediate(nextTurn);
    if (passed < most && waiting.length === 0) {
      passed += 1;
      return undefined;
    }
    return new Promise((resolve) => void waiting.push(resolve));
  };
}
