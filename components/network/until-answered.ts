import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '../errors.ts';
import { retryDelayMs } from './retry-delay.ts';
import { isRetryable } from './is-retryable.ts';

/**
 * Time limit of an attempt, because the connection of a slow attempt may be dead. A repeat with the
 * same idempotency key is safe.
 */
const tryMaxMs = 15_000;
/** Time over which clients spread their calls when they come online together. */
const onlineSpreadMs = 1_000;

type Pause = (ms: number, error: unknown) => Promise<void>;

/** Waits `ms`, but resumes earlier if the browser comes online. */
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
    if (refusalOf(error).code === 'OFFLINE')
      window.addEventListener('online', online, { signal: awake.signal });
  });

/**
 * Repeats an idempotent call until an answer arrives. Avoids react-query's retries, which stop in
 * hidden tabs. Rejects with the first final refusal. Calls `onUnanswered` after each unanswered
 * attempt.
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
      if (!isRetryable(error)) throw error;
      onUnanswered();
      await pause(retryDelayMs(failures, error), error);
    }
  }
}

interface Call<Input, Answer> {
  /** The call must be idempotent, because each repeat sends the same input and idempotency key. */
  send: (input: Input, signal: AbortSignal) => Promise<Answer>;
  onSuccess?: (answer: Answer, input: Input) => unknown;
  onError?: (error: Error) => unknown;
  onSettled?: () => unknown;
}

/**
 * Returns a mutation that repeats unanswered calls. `checking` is true after an unanswered attempt,
 * while the outcome is unknown.
 */
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
