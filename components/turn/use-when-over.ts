import { useEffect, useEffectEvent } from 'react';

const firstMs = 1_000;
const mostMs = 10_000;

/** Tells that a time is over: at once, and again ever more rarely while it stays so. The server may see its end a moment later. */
export function useWhenOver(over: boolean, tell: () => void): void {
  const told = useEffectEvent(tell);
  useEffect(() => {
    if (!over) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (ms: number) => {
      told();
      timer = setTimeout(again, ms, Math.min(mostMs, 2 * ms));
    };
    again(firstMs);
    return () => clearTimeout(timer);
  }, [over]);
}
