'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '../navigation.ts';
import { gradesOf } from '#server/seating/rows.schema.ts';
import { stepOfDateVerb } from '../admin/frame/verb-names.ts';
import { useVerb } from '../admin/frame/verbs.tsx';
import { type DateStep, dateStepsIn, takesDates } from '../admin/steps.ts';
import { useFormats } from '../format.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { AddDate } from './add-date.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import type { Concert } from './fields.ts';
import { Section } from './inputs.tsx';
import type { DateOfConcert, Reloaded } from './step.ts';
import { MoveDate, RemoveDate } from './change-date.tsx';

const dateVerbs = ['addDate', 'moveDate', 'removeDate', 'cancelDate'] as const;
type Change = { performanceId: number; kind: DateStep } | 'add' | null;

/** Lists the dates of a concert, and adds, moves and removes them. */
export function DateList({ concert, reload }: Reloaded) {
  const t = useTranslations('editing.dates');
  const [change, setChange] = useState<Change>(null);
  const { performances, state } = concert;
  useVerb(dateVerbs, (verb, performanceId) => {
    if (verb === 'addDate') setChange('add');
    else if (performanceId !== null) setChange({ performanceId, kind: stepOfDateVerb[verb] });
  });
  const changing =
    change === null || change === 'add'
      ? undefined
      : performances.find(({ performanceId }) => performanceId === change.performanceId);
  const close = () => setChange(null);
  const kind = change === null || change === 'add' ? null : change.kind;
  return (
    <Section id="dates" title={t('heading')} lead={t('lead')}>
      {performances.length === 0 && <p className="text-muted">{t('none')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {performances.map((date) => (
          <DateRow
            key={date.performanceId}
            concert={concert}
            date={date}
            onChange={(next) => setChange({ performanceId: date.performanceId, kind: next })}
          />
        ))}
      </ul>
      {takesDates(state) && (
        <Button
          name="add-date"
          variant="secondary"
          className="self-start"
          onClick={() => setChange('add')}
        >
          {t('add.open')}
        </Button>
      )}
      {change === 'add' && <AddDate concert={concert} reload={reload} onClose={close} />}
      {changing !== undefined && kind === 'move' && (
        <MoveDate concert={concert} date={changing} reload={reload} onClose={close} />
      )}
      {changing !== undefined && kind === 'remove' && (
        <RemoveDate concert={concert} date={changing} reload={reload} onClose={close} />
      )}
      {changing !== undefined && kind === 'cancel' && (
        <CancelDialog concert={concert} date={changing} reload={reload} onClose={close} />
      )}
    </Section>
  );
}

interface DateRowProps {
  concert: Concert;
  date: DateOfConcert;
  onChange: (kind: DateStep) => void;
}

function DateRow({ concert: { concertId, state }, date, onChange }: DateRowProps) {
  const t = useTranslations('editing.dates');
  const { moment } = useFormats();
  const { performanceId, startsAt, cancelledAt, movedAt, seats } = date;
  const grades = gradesOf(seats).map(({ grade }) =>
    t('gradeCount', { grade, count: seats.filter((seat) => seat.grade === grade).length }),
  );
  const allows = (wanted: DateStep) => dateStepsIn[state].some((allowed) => allowed === wanted);
  const name = <span className="sr-only"> · {moment(startsAt)}</span>;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          {moment(startsAt)}
          {cancelledAt !== null && <Badge tone="danger">{t('cancelled')}</Badge>}
          {cancelledAt === null && movedAt !== null && <Badge>{t('moved')}</Badge>}
        </h3>
        <p className="text-sm text-muted">
          {t('seats', { count: seats.length })} · {grades.join(', ')}
        </p>
      </div>
      {cancelledAt === null && (
        <div className="flex flex-wrap gap-2">
          <Link
            href={`/admin/concerts/${concertId}/dates/${performanceId}`}
            className={buttonClass('secondary', 'px-4')}
          >
            {t('edit')}
            {name}
          </Link>
          {allows('move') && (
            <Button variant="secondary" className="px-4" onClick={() => onChange('move')}>
              {t('move.open')}
              {name}
            </Button>
          )}
          <Button variant="ghost" className="px-4" onClick={() => onChange('remove')}>
            {t('remove.open')}
            {name}
          </Button>
          {allows('cancel') && (
            <Button variant="danger" className="px-4" onClick={() => onChange('cancel')}>
              {t('cancel')}
              {name}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
