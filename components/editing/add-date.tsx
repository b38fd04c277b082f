'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { AddPerformanceInput } from '#server/concert/concert.schema.ts';
import { type SeatFields, seatsOfDateMax } from '#server/seat-plan/seat-plan.schema.ts';
import { gradeLengthMax, seatPriceMax } from '#server/seating/seating.schema.ts';
import { Choice } from '../admin/choice.tsx';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { Concert } from './fields.ts';
import { Select } from './inputs.tsx';
import { newPlan } from './new-plan.ts';
import type { StepProps } from './step.ts';
import { useRawChange } from '../admin/use-change.tsx';
import { useStart } from './use-start.ts';

type Source = 'empty' | 'date' | 'plan';
type Seats = Pick<AddPerformanceInput, 'seats' | 'copyFrom' | 'planId'>;

/** Adds a date with new seats, with the seats of another date, or with those of a hall plan. */
export function AddDate({ concert, reload, onClose }: StepProps) {
  const t = useTranslations('editing.dates.add');
  const toast = useToast();
  const utils = api.useUtils();
  const add = useRawChange(
    (input: AddPerformanceInput) => utils.client.admin.performances.add.mutate(input),
    async () => {
      await reload();
      toast(t('done'));
      onClose();
    },
    reload,
  );
  const { concertId, version, opensAt, performances } = concert;
  const others = performances.map(({ startsAt }) => startsAt);
  const start = useStart('', { opensAt, others }, add.error);
  const { seats, fields } = useSeatSource(concert);
  return (
    <ConfirmDialog
      title={t('title')}
      description={concert.state === 'DRAFT' ? t('effectOfDraft') : t('effect')}
      confirm={t('action')}
      pending={add.isPending}
      error={start.isRefused ? null : add.error}
      onClose={onClose}
      onConfirm={() => {
        const startsAt = start.read();
        const given = seats();
        if (startsAt !== null && given !== null)
          add.run({ concertId, version, startsAt, ...given });
      }}
    >
      <Field {...start.field} />
      {fields}
    </ConfirmDialog>
  );
}

/** Asks where the seats come from. `seats` returns null if the user must correct a field. */
function useSeatSource({ performances }: Concert) {
  const t = useTranslations('editing.dates.add');
  const { moment } = useFormats();
  const plans = api.admin.plans.list.useQuery();
  const [source, setSource] = useState<Source>(performances.length > 0 ? 'date' : 'empty');
  const [copyFrom, setCopyFrom] = useState(String(performances.at(-1)?.performanceId ?? ''));
  const [planId, setPlanId] = useState('');
  const plan = planId === '' ? String(plans.data?.[0]?.planId ?? '') : planId;
  const empty = useEmptyPlan();
  const sources: Source[] = [
    'empty',
    ...(performances.length > 0 ? (['date'] as const) : []),
    ...((plans.data ?? []).length > 0 ? (['plan'] as const) : []),
  ];
  const seats = (): Seats | null => {
    if (source === 'date') return { copyFrom: Number(copyFrom) };
    if (source === 'plan') return { planId: Number(plan) };
    const made = empty.read();
    return made === null ? null : { seats: made };
  };
  const fields = (
    <>
      <Choice
        label={t('source')}
        options={sources.map((value) => ({ value, text: t(`from.${value}`) }))}
        chosen={source}
        onChoose={setSource}
      />
      {source === 'empty' && empty.fields}
      {source === 'date' && (
        <Select
          label={t('copyFrom')}
          value={copyFrom}
          onChange={({ target }) => setCopyFrom(target.value)}
        >
          {performances.map(({ performanceId, startsAt, seats: { length } }) => (
            <option key={performanceId} value={performanceId}>
              {t('option', { name: moment(startsAt), count: length })}
            </option>
          ))}
        </Select>
      )}
      {source === 'plan' && (
        <Select label={t('plan')} value={plan} onChange={({ target }) => setPlanId(target.value)}>
          {(plans.data ?? []).map((each) => (
            <option key={each.planId} value={each.planId}>
              {t('option', { name: each.name, count: each.seats.length })}
            </option>
          ))}
        </Select>
      )}
    </>
  );
  return { seats, fields };
}

/** Asks for the number, the grade and the price of new seats. */
function useEmptyPlan() {
  const t = useTranslations('editing.dates.add');
  const { number } = useFormats();
  const [typed, setTyped] = useState({ count: String(seatsOfDateMax), grade: 'R', price: '' });
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const words = {
    count: { max: seatsOfDateMax },
    grade: { max: gradeLengthMax },
    price: { max: number(seatPriceMax) },
  };
  const fields = (['count', 'grade', 'price'] as const).map((name) => (
    <Field
      key={name}
      label={t(`label.${name}`)}
      hint={t(`hint.${name}`, words[name])}
      error={wrong.includes(name) ? t(`wrong.${name}`, words[name]) : undefined}
      inputMode={name === 'grade' ? 'text' : 'numeric'}
      autoComplete="off"
      value={typed[name]}
      onChange={({ target }) => {
        setTyped({ ...typed, [name]: target.value });
        setWrong(wrong.filter((other) => other !== name));
      }}
    />
  ));
  return {
    fields,
    read: (): SeatFields[] | null => {
      const made = newPlan(typed);
      if ('seats' in made) return made.seats;
      setWrong(made.wrong);
      return null;
    },
  };
}
