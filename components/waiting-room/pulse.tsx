import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

/** Silence after which the page says that it reconnects; the server sends stats every 10 s. */
const silenceSecondsMax = 15;

interface PulseProps {
  /** Time of the latest stats by `performance.now`, or null before the first. */
  statsAt: number | null;
  /** True if the browser is offline or the last poll failed. */
  isLost: boolean;
}

/** Shows the time since the latest stats. Each new stats make the dot pulse once. */
export function Pulse({ statsAt, isLost }: PulseProps) {
  const t = useTranslations('queue');
  const [clock, setClock] = useState(() => {
    const now = performance.now();
    return { startedAt: now, now };
  });
  useEffect(() => {
    const tick = () => setClock((before) => ({ ...before, now: performance.now() }));
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((clock.now - (statsAt ?? clock.startedAt)) / 1_000));
  const reconnects = isLost || seconds >= silenceSecondsMax;
  return (
    <p className="flex items-center gap-2 text-sm whitespace-nowrap tabular-nums">
      <span
        aria-hidden
        className={`relative size-2.5 rounded-full border border-transparent ${reconnects ? 'bg-edge' : 'bg-success'}`}
      >
        {!reconnects && (
          <span
            key={statsAt}
            className="absolute -inset-1.5 rounded-full bg-success opacity-0 motion-safe:animate-pulse-once"
          />
        )}
      </span>
      <span className={reconnects ? 'text-muted' : ''}>
        {t(reconnects ? 'reconnecting' : seconds === 0 ? 'checkedNow' : 'checked', { seconds })}
      </span>
    </p>
  );
}
