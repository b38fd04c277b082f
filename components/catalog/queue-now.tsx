'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { type Eta, useEtaText } from '#components/eta-text.ts';
import { useFormats } from '#components/format.tsx';

const pollMs = 10_000;

/** Fields of the public stats that this line shows. */
interface QueueNumbers {
  waiting: number;
  paused: object | null;
  etaSeconds: Eta | null;
}

/** Returns null if the stats are unavailable. Loads no schema library, because guests have none. */
const askQueue = (concertId: number, signal: AbortSignal): Promise<QueueNumbers | null> =>
  fetch(`/api/queue/${String(concertId)}/board`, { signal })
    .then((answer) => (answer.ok ? (answer.json() as Promise<QueueNumbers>) : null))
    .catch(() => null);

/** Shows how many people wait, and for how long, every 10 s while the page is visible. */
export function QueueNow({ concertId }: { concertId: number }) {
  const t = useTranslations('catalog.queueNow');
  const { number } = useFormats();
  const etaText = useEtaText();
  const [numbers, setNumbers] = useState<QueueNumbers | null>(null);
  useEffect(() => {
    const closing = new AbortController();
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      const reply = await askQueue(concertId, closing.signal);
      if (!closing.signal.aborted) setNumbers(reply);
    };
    void ask();
    const timer = setInterval(() => void ask(), pollMs);
    return () => {
      closing.abort();
      clearInterval(timer);
    };
  }, [concertId]);
  // The line keeps its height before the first answer, so that the button does not move.
  return (
    <p className="flex min-h-6 items-center gap-2 text-sm">
      {numbers !== null && (
        <>
          <span
            aria-hidden
            className={`size-2.5 rounded-full ${numbers.paused === null ? 'bg-success' : 'bg-warning'}`}
          />
          {numbers.paused !== null
            ? t('paused')
            : numbers.waiting === 0
              ? t('free')
              : t('waiting', { count: number(numbers.waiting) })}
          {numbers.waiting > 0 && numbers.etaSeconds !== null && (
            <span>· {etaText(numbers.etaSeconds)}</span>
          )}
        </>
      )}
    </p>
  );
}
