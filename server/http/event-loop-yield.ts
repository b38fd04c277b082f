/**
 * Returns a gate that passes `most` callers per event-loop iteration, in order of arrival. Without
 * the gate, a burst of requests would block the event loop and delay the next step of a purchase.
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
