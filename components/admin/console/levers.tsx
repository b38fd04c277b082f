'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../format.tsx';
import { Link } from '../../navigation.ts';
import { Sheet } from '../../ui/sheet.tsx';
import type { HistoryRow } from '../live/types.ts';
import type { VerbName } from '../frame/verb-names.ts';
import { useVerb } from '../frame/verbs.tsx';
import type { ConsoleConcert, Overview } from './types.ts';
import { MessageLever } from './message-lever.tsx';
import { type NumberLeverName, NumberLever } from './number-lever.tsx';
import { OtherSettings } from './other-settings.tsx';
import { PlaceLever } from './place-lever.tsx';

const names = ['capacity', 'ratePerMinute', 'message', 'people', 'others'] as const;
export type LeverName = (typeof names)[number];

const leverOf: Partial<Record<VerbName, LeverName>> = {
  capacity: 'capacity',
  ratePerMinute: 'ratePerMinute',
  message: 'message',
  admit: 'people',
  remove: 'people',
};
const verbs = Object.keys(leverOf) as VerbName[];

/** Value that a finding proposes; `at` distinguishes two proposals of one value. */
export interface Proposal {
  lever: NumberLeverName;
  value: number;
  at: number;
}

interface LeversProps {
  concert: ConsoleConcert;
  overview: Overview;
  history: readonly HistoryRow[];
  proposal: Proposal | null;
}

const rowClass =
  'flex min-h-13 w-full items-center justify-between gap-3 rounded-2xl border border-line bg-surface px-4';

const isNarrow = () => window.matchMedia('(width < 64rem)').matches;

/** Focuses the button of a control, or the first field of its lever. */
function focusOn(lever: LeverName, verb: VerbName): void {
  const box = document.querySelector(`[data-lever="${lever}"]`);
  const button = box?.querySelector<HTMLElement>(`[data-verb="${verb}"]`);
  (button ?? box?.querySelector<HTMLElement>(':is(input, button, summary)'))?.focus();
}

/** The controls of the queue: in place on wide screens, as bottom sheets on narrow ones. */
export function Levers(props: LeversProps) {
  const t = useTranslations('console');
  const { overview, proposal } = props;
  const [open, setOpen] = useState<LeverName | null>(null);
  const [answered, setAnswered] = useState(proposal);
  if (proposal !== answered) {
    setAnswered(proposal);
    if (proposal !== null && isNarrow()) setOpen(proposal.lever);
  }
  useVerb(verbs, (verb) => {
    const lever = leverOf[verb] ?? 'others';
    if (isNarrow()) setOpen(lever);
    else focusOn(lever, verb);
  });
  const values = useValues(overview);
  return (
    <>
      <div className="hidden flex-col gap-3 lg:flex">
        <div className="flex items-baseline justify-between">
          <h2 className="font-bold">{t('levers')}</h2>
          <span className="text-sm text-muted">{t('allRecorded')}</span>
        </div>
        {names.map((name) => (
          <div
            key={name}
            data-lever={name}
            className="rounded-2xl border border-line bg-surface px-3 py-2.5"
          >
            {/* The other settings have a summary that opens them, which is their title. */}
            {name !== 'others' && <LeverTitle name={name} />}
            <Lever name={name} {...props} />
          </div>
        ))}
      </div>
      <ul className="flex flex-col gap-2 lg:hidden">
        {names.map((name) => (
          <li key={name}>
            <button type="button" onClick={() => setOpen(name)} className={rowClass}>
              <span className="font-semibold">{t(`lever.${name}.title`)}</span>
              <span className="truncate text-muted tabular-nums">{values[name]}</span>
            </button>
          </li>
        ))}
        <li>
          <Link
            href={`/admin/concerts/${String(props.concert.concertId)}/settings`}
            className={rowClass}
          >
            <span className="font-semibold">{t('lever.concert')}</span>
            <span aria-hidden className="text-muted">
              →
            </span>
          </Link>
        </li>
      </ul>
      {open !== null && (
        <Sheet
          title={t(`lever.${open}.title`)}
          lead={t(`lever.${open}.about`)}
          onClose={() => setOpen(null)}
        >
          <Lever name={open} {...props} isSheet onDone={() => setOpen(null)} />
        </Sheet>
      )}
    </>
  );
}

function LeverTitle({ name }: { name: LeverName }) {
  const t = useTranslations('console.lever');
  return (
    <div className="mb-2 flex items-baseline justify-between gap-2">
      <h3 className="text-sm font-bold">{t(`${name}.title`)}</h3>
      <span className="truncate text-xs text-muted">{t(`${name}.about`)}</span>
    </div>
  );
}

function useValues({ capacity, ratePerMinute, message }: Overview): Record<LeverName, string> {
  const { number } = useFormats();
  return {
    capacity: number(capacity),
    ratePerMinute: number(ratePerMinute),
    message: message ?? '–',
    people: '→',
    others: '→',
  };
}

interface LeverProps extends LeversProps {
  name: LeverName;
  isSheet?: boolean;
  onDone?: () => void;
}

function Lever({
  name,
  concert,
  overview,
  history,
  proposal,
  isSheet = false,
  onDone,
}: LeverProps) {
  const { concertId } = concert;
  if (name === 'message')
    return <MessageLever concertId={concertId} overview={overview} onDone={onDone} />;
  if (name === 'people') return <PlaceLever {...{ concertId, overview, onDone }} />;
  if (name === 'others')
    return <OtherSettings concert={concert} overview={overview} isOpen={isSheet} />;
  return (
    <NumberLever
      key={proposal?.lever === name ? proposal.at : 0}
      name={name}
      concertId={concertId}
      overview={overview}
      history={history}
      proposed={proposal?.lever === name ? proposal.value : undefined}
      isSheet={isSheet}
      onDone={onDone}
    />
  );
}
