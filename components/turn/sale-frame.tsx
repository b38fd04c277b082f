'use client';

import { Check, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';
import { SaleHeader, type SaleHeaderProps } from './sale-header.tsx';

const steps = ['date', 'seats', 'pay'] as const;

interface SaleFrameProps extends Omit<SaleHeaderProps, 'children'> {
  step: (typeof steps)[number];
  /** True if the page cannot confirm the turn. */
  isUnreachable: boolean;
  children: ReactNode;
}

/**
 * Replaces the site's header and footer during a sale. Windows of at least 40 em in height, and
 * phones in landscape, show the whole page without scrolling.
 */
export function SaleFrame({ step, isUnreachable, children, ...header }: SaleFrameProps) {
  const t = useTranslations('seating');
  return (
    <div data-sale className="flex min-h-(--sale) flex-col tall:h-(--sale) short:h-(--sale)">
      <SaleHeader {...header}>
        <Steps now={step} />
        <p
          role="status"
          className={cn(
            'absolute inset-x-0 top-full flex items-center gap-1.5 bg-warning-soft px-4 py-2 text-sm text-warning',
            !isUnreachable && 'sr-only',
          )}
        >
          {isUnreachable && (
            <>
              <WifiOff aria-hidden className="size-4 shrink-0" />
              {t('turn.unreachable')}
            </>
          )}
        </p>
      </SaleHeader>
      {children}
    </div>
  );
}

function Steps({ now }: { now: SaleFrameProps['step'] }) {
  const t = useTranslations('seating.steps');
  const reached = steps.indexOf(now);
  return (
    <ol
      aria-label={t('label')}
      className="mx-auto flex h-8 max-w-5xl items-center gap-2.5 px-4 text-sm short:hidden"
    >
      {steps.map((step, at) => (
        <li
          key={step}
          {...(at === reached && { 'aria-current': 'step' })}
          className={cn('flex items-center gap-2.5 whitespace-nowrap', at > 0 && 'flex-1')}
        >
          {at > 0 && (
            <span
              aria-hidden
              className={cn('h-0.5 flex-1', at <= reached ? 'bg-accent' : 'bg-line')}
            />
          )}
          <span
            className={cn(
              'flex items-center gap-1',
              at === reached ? 'font-bold text-accent' : 'text-muted',
            )}
          >
            {at < reached ? (
              <Check aria-hidden className="size-4" />
            ) : (
              <span
                aria-hidden
                className="flex size-4 items-center justify-center rounded-full border border-current text-[0.7rem] leading-none"
              >
                {at + 1}
              </span>
            )}
            {t(step)}
            {at < reached && <span className="sr-only">{t('done')}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
