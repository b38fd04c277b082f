'use client';

import { Check, Circle } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '#components/api.ts';
import { useFormats } from '#components/format.tsx';
import { Link } from '#components/navigation.ts';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/card.tsx';

// Loads the form on demand, because most users press the button at most once.
const TopUp = dynamic(() => import('./top-up.tsx').then((module) => module.TopUp));

interface PreparationProps {
  /** Lowest price of a seat in won, or null if the concert has no date. */
  priceMin: number | null;
  hasSeenPlan: boolean;
  /** Undefined if the concert has no plan to show. */
  onShowPlan: (() => void) | undefined;
  /** Maximum delay in ms before the page asks for the balance, or null to ask nothing. */
  askWithinMs: number | null;
}

/** Lists what saves time after admission. The wallet is topped up here, so that the place is kept. */
export function Preparation({ priceMin, hasSeenPlan, onShowPlan, askWithinMs }: PreparationProps) {
  const t = useTranslations('queue.prepare');
  const { won } = useFormats();
  const [isCharging, setCharging] = useState(false);
  const balance = useBalance(askWithinMs);
  const hasMoney = balance !== undefined && balance >= (priceMin ?? 1);
  const steps = [true, hasMoney, ...(onShowPlan === undefined ? [] : [hasSeenPlan])];
  return (
    <Card className="flex flex-col gap-1 p-5">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="text-lg font-bold">{t('title')}</h2>
        <p className="text-sm text-muted tabular-nums">
          {t('done', { done: steps.filter(Boolean).length, all: steps.length })}
        </p>
      </div>
      <ul>
        <Step isDone name={t('signIn')} />
        {onShowPlan !== undefined && (
          <Step isDone={hasSeenPlan} name={t('plan')}>
            <Button variant="secondary" className="px-4" onClick={onShowPlan}>
              {t('showPlan')}
            </Button>
          </Step>
        )}
        <Step
          isDone={hasMoney}
          name={t('wallet')}
          detail={balance === undefined ? null : t('balance', { amount: won(balance) })}
        >
          <Button variant="secondary" className="px-4" onClick={() => setCharging(true)}>
            {t('charge')}
          </Button>
        </Step>
      </ul>
      <Link href="/practice" className="flex min-h-11 items-center text-accent underline">
        {t('practice')}
      </Link>
      {isCharging && <TopUp onClose={() => setCharging(false)} />}
    </Card>
  );
}

interface StepProps {
  isDone: boolean;
  name: string;
  detail?: string | null;
  children?: ReactNode;
}

function Step({ isDone, name, detail = null, children }: StepProps) {
  const t = useTranslations('queue.prepare');
  return (
    <li className="flex min-h-13 items-center gap-2">
      {isDone ? (
        <Check aria-hidden className="size-5 shrink-0 text-success" />
      ) : (
        <Circle aria-hidden className="size-5 shrink-0 text-muted" />
      )}
      <p className="min-w-0 flex-1">
        {name} <span className="sr-only">{t(isDone ? 'isDone' : 'isOpen')}</span>{' '}
        <span className="text-muted tabular-nums">{detail}</span>
      </p>
      {children}
    </li>
  );
}

/**
 * Returns the balance in won. Delays the request at random, because thousands of users can arrive
 * in the same second.
 */
function useBalance(askWithinMs: number | null): number | undefined {
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    if (askWithinMs === null || asks) return;
    const timer = setTimeout(() => setAsks(true), Math.random() * askWithinMs);
    return () => clearTimeout(timer);
  }, [askWithinMs, asks]);
  return api.wallet.balance.useQuery(undefined, { enabled: asks }).data?.balance;
}
