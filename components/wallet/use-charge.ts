import { useRef } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { beginCharge, endCharge, useUnfinishedCharge } from './charge-attempt.ts';

const retriesMax = 3;

/** Whether money may have moved although no receipt came: refusals about the money itself say that none did. */
function outcomeIsUnknown(error: unknown): boolean {
  return ['OFFLINE', 'TRY_AGAIN', 'INTERNAL', 'NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'].includes(refusalOf(error).code);
}

const mayPass = (error: unknown) => ['OFFLINE', 'TRY_AGAIN', 'INTERNAL'].includes(refusalOf(error).code);

/** Topping up: one attempt at a time, with one key through every retry, until its outcome is known. */
export function useCharge(userId: string) {
  const unfinished = useUnfinishedCharge(userId);
  const utils = api.useUtils();
  const sending = useRef(false);
  const charge = api.wallet.charge.useMutation({
    retry: (failures, error) => failures < retriesMax && mayPass(error),
    onSuccess: () => endCharge(userId),
    onError: (error) => {
      if (!outcomeIsUnknown(error)) endCharge(userId);
    },
    onSettled: () => {
      sending.current = false;
      return Promise.all([utils.wallet.balance.invalidate(), utils.wallet.history.invalidate()]);
    },
  });
  const send = (amount: number, onCharged?: () => void) => {
    if (sending.current) return;
    sending.current = true;
    charge.mutate(beginCharge(userId, amount), { onSuccess: () => onCharged?.() });
  };
  const drop = () => {
    endCharge(userId);
    charge.reset();
  };
  return {
    send,
    drop,
    pending: charge.isPending,
    waitingForNetwork: charge.isPaused,
    error: charge.error,
    charged: charge.isSuccess ? charge.variables.amount : null,
    unfinished: charge.isPending ? null : unfinished,
  };
}
export type Charge = ReturnType<typeof useCharge>;
