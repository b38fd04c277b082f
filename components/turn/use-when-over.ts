import { useEffect, useEffectEvent } from 'react';

const firstMs = 1_000;
const repeatMsMax = 10_000;

/**
 * Calls `report` when `over` becomes true, and again at growing intervals up to 10 s. The server
 * may reach the end of the time later than the browser.
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
