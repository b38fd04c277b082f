import {
  Ban,
  CalendarX,
  CircleCheck,
  CircleHelp,
  ScanLine,
  TriangleAlert,
  WifiOff,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { cn } from '../ui/cn.ts';
import type { Result } from './device.ts';
import type { ShownState } from './judge.ts';

/** Colour and shape of each result, so that no user needs colour or sound. */
export const looks: Record<ShownState, { tone: string; Icon: typeof Ban }> = {
  VALID: { tone: 'bg-success-soft text-success border-success', Icon: CircleCheck },
  USED: { tone: 'bg-warning-soft text-warning border-warning', Icon: TriangleAlert },
  VOID: { tone: 'bg-danger-soft text-danger border-danger', Icon: Ban },
  WRONG_SHOW: { tone: 'bg-danger-soft text-danger border-danger', Icon: CalendarX },
  UNKNOWN: { tone: 'bg-danger-soft text-danger border-danger', Icon: CircleHelp },
  UNCHECKED: { tone: 'bg-warning-soft text-warning border-warning', Icon: WifiOff },
};

interface ResultPanelProps {
  result: Result | null;
  isChecking: boolean;
}

/** Shows the latest result. Screen readers announce each result at once. */
export function ResultPanel({ result, isChecking }: ResultPanelProps) {
  return (
    <div role="alert" aria-atomic="true" aria-busy={isChecking} className="min-h-36">
      {result === null ? (
        <Waiting isChecking={isChecking} />
      ) : (
        <Shown key={result.scanId} result={result} />
      )}
    </div>
  );
}

function Waiting({ isChecking }: { isChecking: boolean }) {
  const t = useTranslations('door');
  return (
    <p className="flex min-h-36 items-center gap-4 rounded-2xl border-2 border-dashed border-edge p-5 text-lg text-muted">
      <ScanLine aria-hidden className="size-12 shrink-0" />
      {t(isChecking ? 'checking' : 'waiting')}
    </p>
  );
}

function Shown({ result }: { result: Result }) {
  const t = useTranslations('door');
  const { time } = useFormats();
  const { state, seat, usedAt, isOffline } = result;
  const { tone, Icon } = looks[state];
  return (
    <div className={cn('flex min-h-36 items-center gap-4 rounded-2xl border-4 p-5', tone)}>
      <Icon aria-hidden className="size-16 shrink-0" />
      <div className="min-w-0">
        <p className="text-3xl font-extrabold">{t(`state.${state}`)}</p>
        {seat !== null && <p className="text-xl font-bold">{t('seat', { seat })}</p>}
        <p className="text-ink">
          {state === 'USED' && usedAt !== null
            ? t('usedAt', { time: time(usedAt) })
            : t(`about.${state}`)}
        </p>
        {isOffline && <p className="text-sm text-ink">{t('judgedOffline')}</p>}
      </div>
    </div>
  );
}
