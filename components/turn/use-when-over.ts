import { useEffect, useEffectEvent } from 'react';

const firstMs = 1_000;
const repeatMsMax = 10_000;

/**
 * Calls `report` at growing intervals up to 10 s while `over` is true, because the server's time may
 * end later than the browser's countdown.
 */
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
