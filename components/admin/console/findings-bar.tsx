'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDuration } from '../duration.ts';
import { turnMinutesOf } from '../rates.ts';
import { forecast } from '../effects.ts';
import type { Finding, Remedy } from '../findings.ts';
import type { HistoryRow } from '../live/types.ts';
import type { Overview } from './types.ts';
import { useSpanText } from './effect-text.ts';

interface FindingsBarProps {
  findings: Finding[];
  overview: Overview;
  history: readonly HistoryRow[];
  /** False hides the controls from a viewer who may not use them. */
  mayChange: boolean;
  onRemedy: (remedy: Remedy) => void;
}

/** Announces the findings, each with the control that resolves it. */
export function FindingsBar(props: FindingsBarProps) {
  const t = useTranslations('console.finding');
  const { findings, mayChange, onRemedy } = props;
  const words = useWords(props);
  return (
    <div role="status" className="flex flex-col gap-2 empty:-mb-3">
      {findings.map((finding) => (
        <div
          key={finding.kind}
          className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 rounded-2xl border border-warning bg-warning-soft py-1 pr-1.5 pl-4 text-sm text-warning"
        >
          <TriangleAlert aria-hidden className="size-5 shrink-0" />
          <p className="min-w-0 flex-1 basis-56">
            <strong>{t(`${finding.kind}.title`, words(finding))}</strong>{' '}
            {t(`${finding.kind}.about`, words(finding))}
          </p>
          {mayChange && (
            <button
              type="button"
              onClick={() => onRemedy(finding.remedy)}
              className="min-h-10 rounded-xl bg-warning px-4 font-bold whitespace-nowrap text-warning-soft"
            >
              {t(`${finding.kind}.remedy`, words(finding))}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

/** Returns a function that gives the arguments of a finding's texts. */
function useWords({ overview, history }: FindingsBarProps) {
  const t = useTranslations('console.finding');
  const duration = useDuration();
  const spanText = useSpanText();
  const { span } = forecast({ ...overview, turnMinutes: turnMinutesOf(history) });
  return ({ values }: Finding): Record<string, string | number> => ({
    ...values,
    duration: duration(values['value'] ?? 0),
    span: span === null ? t('unknownSpan') : spanText(span),
  });
}
