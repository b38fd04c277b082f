import { useEffect, useEffectEvent, useRef } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { useUntilAnswered } from '../until-answered.ts';
import { beginCharge, type ChargeAttempt, endCharge, useIsUnsaved, useUnfinishedCharge } from './charge-attempt.ts';

interface Sent {
  attempt: ChargeAttempt;
  /** It was begun before this page came, which finishes it by itself. */
  resumed: boolean;
}

/** Says who is asking, and nothing of an attempt that was sent before. */
const isAboutTheSession = (error: unknown) => ['NOT_SIGNED_IN', 'NOT_YOURS'].includes(refusalOf(error).code);

/** Topping up: one attempt at a time, with one key through every repeat, until its outcome is known; over a reload too. */
export function useCharge(userId: string) {
  const unfinished = useUnfinishedCharge(userId);
  const unsaved = useIsUnsaved(userId);
  const utils = api.useUtils();
  const sending = useRef(false);
  const charge = useUntilAnswered({
    send: ({ attempt }: Sent, signal) => utils.client.wallet.charge.mutate(attempt, { signal }),
    onSuccess: ({ balance }) => {
      endCharge(userId);
      utils.wallet.balance.setData(undefined, { balance }); // or the sum would seem to be missing still
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
    send: (amount: number, onCharged?: () => void) => begin({ attempt: beginCharge(userId, amount), resumed: false }, onCharged),
    /** Forgets the last outcome, which is no longer news. */
    reset: () => {
      if (!isPending) charge.reset();
    },
    pending: isPending,
    /** The amount whose outcome nobody knows yet. */
    checking: isPending && (charge.checking || variables.resumed) ? variables.attempt.amount : null,
    /** The browser does not keep it over a reload. */
    unsaved,
    error: charge.error,
    charged: charge.isSuccess ? charge.variables.attempt.amount : null,
  };
}
export type Charge = ReturnType<typeof useCharge>;
