import { useEffect, useEffectEvent, useRef } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import {
  beginCharge,
  type ChargeAttempt,
  endCharge,
  useIsUnsaved,
  useUnfinishedCharge,
} from './charge-attempt.ts';

interface Sent {
  attempt: ChargeAttempt;
  /** True if the attempt started in an earlier document. */
  resumed: boolean;
}

/** Returns true for a session refusal, which does not decide the outcome of an earlier attempt. */
const isAboutTheSession = (error: unknown) =>
  ['NOT_SIGNED_IN', 'NOT_YOURS'].includes(refusalOf(error).code);

/**
 * Sends one attempt at a time. Repeats the attempt with the same idempotency key until its outcome
 * is known, also after a reload.
 */
export function useCharge(userId: string) {
  const unfinished = useUnfinishedCharge(userId);
  const unsaved = useIsUnsaved(userId);
  const utils = api.useUtils();
  const sending = useRef(false);
  const charge = useUntilAnswered({
    send: ({ attempt }: Sent, signal) => utils.client.wallet.charge.mutate(attempt, { signal }),
    onSuccess: ({ balance }) => {
      endCharge(userId);
      // Updates the balance at once, so that the page does not report a missing amount.
      utils.wallet.balance.setData(undefined, { balance });
    },
    onError: (error) => {
      if (!isAboutTheSession(error)) endCharge(userId);
    },
    onSettled: () => {
      sending.current = false;
      return Promise.all([utils.wallet.balance.invalidate(), utils.wallet.history.invalidate()]);
    },
  });
  const begin = (sent: Sent, onCharged?: () => void) => {
    if (sending.current) return;
    sending.current = true;
    charge.mutate(sent, { onSuccess: () => onCharged?.() });
  };
  const resume = useEffectEvent((attempt: ChargeAttempt) => begin({ attempt, resumed: true }));
  const leftOver = charge.isIdle ? unfinished : null;
  useEffect(() => {
    if (leftOver !== null) resume(leftOver);
  }, [leftOver]);

  const { isPending, variables } = charge;
  return {
    send: (amount: number, onCharged?: () => void) =>
      begin({ attempt: beginCharge(userId, amount), resumed: false }, onCharged),
    reset: () => {
      if (!isPending) charge.reset();
    },
    pending: isPending,
    /** Amount in won of an attempt with an unknown outcome, or null. */
    checking: isPending && (charge.checking || variables.resumed) ? variables.attempt.amount : null,
    /** True if a reload loses the attempt. */
    unsaved,
    error: charge.error,
    charged: charge.isSuccess ? charge.variables.attempt.amount : null,
  };
}
export type Charge = ReturnType<typeof useCharge>;
