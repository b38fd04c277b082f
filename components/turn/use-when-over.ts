import { useEffect, useEffectEvent } from 'react';

const firstMs = 1_000;
const repeatMsMax = 10_000;

/** Tells that a time is over: at once, and again ever more rarely while it stays so. The server may see its end a moment later. */
export function useWhenOver(over: boolean, report: () => void): void {
  const onOver = useEffectEvent(report);
  useEffect(() => {
    if (!over) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (ms: number) => {
      onOver();
      timer = setTimeout(again, ms, Math.min(repeatMsMax, 2 * ms));
    };
    again(firstMs);
    return () => clearTimeout(timer);
  }, [over]);
}
