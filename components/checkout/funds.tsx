'use client';

import { useTranslations } from 'next-intl';
import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { useFormats } from '../format.tsx';
import { AmountField } from '../wallet/amount-field.tsx';
import { amountOf } from '../wallet/amount.ts';
import { suggestedAmount } from './use-purchase.ts';

interface FundsProps {
  balance: number;
  missing: number;
  price: number;
  /** Amount as typed, or null for the missing amount. */
  typed: string | null;
  onType: (typed: string | null) => void;
  /** True while a call runs, which the amount must not change. */
  isFixed: boolean;
}

/** Shows the wallet's balance and, if it is short, the amount that the press charges. */
export function Funds({ balance, missing, price, typed, onType, isFixed }: FundsProps) {
  const t = useTranslations('checkout.funds');
  const { won, number } = useFormats();
  return (
    <section aria-labelledby="funds" className="border-t border-line pt-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id="funds" className="font-bold">
          {t('title', { balance: won(balance) })}
        </h2>
        <p className={missing > 0 ? 'font-bold text-danger' : 'text-sm text-muted'}>
          {missing > 0
            ? t('short', { missing: won(missing) })
            : t('after', { balance: won(balance - price) })}
        </p>
      </div>
      {missing > 0 && (
        <fieldset disabled={isFixed} className="mt-1">
          <legend className="sr-only">{t('legend')}</legend>
          <label className="flex min-h-11 items-center gap-2.5">
            <input
              type="radio"
              name="amount"
              className="size-5 accent-accent"
              checked={typed === null}
              onChange={() => onType(null)}
            />
            <span className="flex-1">{t('missing')}</span>
            <strong className="tabular-nums">{won(suggestedAmount(missing))}</strong>
          </label>
          <label className="flex min-h-11 items-center gap-2.5">
            <input
              type="radio"
              name="amount"
              className="size-5 accent-accent"
              checked={typed !== null}
              onChange={() => onType(number(suggestedAmount(missing)))}
            />
            {t('own')}
          </label>
          {typed !== null && (
            <AmountField
              label={t('amount')}
              value={typed}
              onChange={onType}
              error={
                amountOf(typed) === null ? t('invalid', { max: number(chargeKrwMax) }) : undefined
              }
            />
          )}
        </fieldset>
      )}
    </section>
  );
}
