'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useFormats } from '#components/format.tsx';

const pollMs = 10_000;

/** Fields of the public stats that this line shows. */
interface QueueNumbers {
  waiting: number;
  paused: object | null;
}

/** Checks the fields by hand, so that guests load no schema library. */
function isQueueNumbers(reply: unknown): reply is QueueNumbers {
  return (
    typeof reply === 'object' &&
    reply !== null &&
    'waiting' in reply &&
    typeof reply.waiting === 'number' &&
    'paused' in reply
  );
}

/** Returns null if the stats are unavailable. */
async function askQueue(concertId: number, signal: AbortSignal): Promise<QueueNumbers | null> {
  try {
    const answer = await fetch(`/api/queue/${String(concertId)}/board`, {
      headers: { accept: 'application/json' },
      signal,
    });
    const reply: unknown = answer.ok ? await answer.json() : null;
    return isQueueNumbers(reply) ? reply : null;
  } catch (error) {
    // Offline, aborted, or no JSON.
    if (error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError)
      return null;
    throw error;
  }
}

/** Shows how many people wait in the queue, every 10 s while the page is visible. */
export function QueueNow({ concertId }: { concertId: number }) {
  const t = useTranslations('catalog.queueNow');
  const { number } = useFormats();
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
        </>
      )}
    </p>
  );
}
