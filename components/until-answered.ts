import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from './errors.ts';
import { retryDelayMs } from './retry-delay.ts';
import { undecided } from './turn/unanswered.ts';

/** A longer try is dropped: its connection may have died, and a repeat under the same key is safe. */
const tryMaxMs = 15_000;
/** Clients that come online together do not return together. */
const onlineSpreadMs = 1_000;

type Pause = (ms: number, error: unknown) => Promise<void>;

/** Waits, but not beyond the moment at which a browser that had no network has one again. */
const pauseInBrowser: Pause = (ms, error) =>
  new Promise((resolve) => {
    const awake = new AbortController();
    const wake = () => {
      awake.abort();
      resolve();
    };
    let timer = setTimeout(wake, ms);
    const online = () => {
      clearTimeout(timer);
      timer = setTimeout(wake, Math.random() * onlineSpreadMs);
    };
    if (refusalOf(error).code === 'OFFLINE') window.addEventListener('online', online, { signal: awake.signal });
  });

/**
 * Repeats an idempotent call until it is answered, also in a hidden tab, where react-query would stop retrying. Rejects with the
 * first refusal that decides; `onUnanswered` is told of each try that did not.
 */
export async function untilAnswered<Answer>(
  send: (signal: AbortSignal) => Promise<Answer>,
  onUnanswered: () => void,
  pause: Pause = pauseInBrowser,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await send(AbortSignal.timeout(tryMaxMs));
    } catch (error) {
      if (!undecided(error)) throw error;
      onUnanswered();
      await pause(retryDelayMs(failures, error), error);
    }
  }
}

interface Call<Input, Answer> {
  /** Idempotent: each repeat carries the same key. */
  send: (input: Input, signal: AbortSignal) => Promise<Answer>;
  onSuccess?: (answer: Answer, input: Input) => unknown;
  onError?: (error: Error) => unknown;
  onSettled?: () => unknown;
}

/** A mutation whose outcome nobody needs to press for. `checking`: a try went unanswered, so neither outcome may be claimed. */
export function useUntilAnswered<Input, Answer>({ send, ...callbacks }: Call<Input, Answer>) {
  const [unknown, setUnknown] = useState(false);
  const mutation = useMutation({
    mutationFn: (input: Input) => {
      setUnknown(false);
      return untilAnswered(
        (signal) => send(input, signal),
        () => setUnknown(true),
      );
    },
    ...callbacks,
  });
  return { ...mutation, checking: mutation.isPending && unknown };
}
