/**
 * Returns a gate that `most` callers pass in one event-loop iteration; the others wait for later
 * turns, in order. Without the gate, a burst of requests would run as one block and delay the next
 * step of a purchase.
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
