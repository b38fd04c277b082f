'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import { Choice } from '../admin/choice.tsx';
import { feesAsTyped } from '../admin/control.ts';
import { halfWidth } from '../half-width.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import type { ConcertForm } from './use-concert-form.ts';
import { useFieldWords } from './words.ts';

type Kind = 'usual' | 'own' | 'none';
const stepsMax = 10;

interface Step {
  days: string;
  percent: string;
}

// The form holds the steps as one text, such as 10:0, 7:10.
const stepsOf = (typed: string): Step[] =>
  typed.split(',').map((step) => {
    const [days = '', percent = ''] = step.trim().split(':');
    return { days, percent };
  });
const typedOf = (steps: readonly Step[]): string =>
  steps.map(({ days, percent }) => `${days}:${percent}`).join(', ');
const digits = (typed: string) => halfWidth(typed).replace(/\D/g, '');

/** Edits the cancellation fees: the default of all concerts, own steps, or no cancellations. */
export function FeeSteps({ form }: { form: ConcertForm }) {
  const t = useTranslations('editing.fees');
  const words = useFieldWords();
  const typed = form.values.cancellationFees;
  const kind: Kind = typed === '' ? 'usual' : typed === 'none' ? 'none' : 'own';
  const set = (next: string) => form.set('cancellationFees', next);
  const byKind: Record<Kind, string> = {
    usual: '',
    none: 'none',
    own: feesAsTyped(defaultFeeSchedule),
  };
  const isWrong = form.wrong.has('cancellationFees');
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 text-sm font-semibold">{words.label('cancellationFees')}</legend>
      <Choice
        label={words.label('cancellationFees')}
        options={(['usual', 'own', 'none'] as const).map((value) => ({ value, text: t(value) }))}
        chosen={kind}
        onChoose={(next) => next !== kind && set(byKind[next])}
      />
      {kind === 'own' && <OwnSteps typed={typed} isWrong={isWrong} onChange={set} />}
      <p
        role={isWrong ? 'alert' : undefined}
        className={isWrong ? 'text-sm text-danger' : 'text-sm text-muted'}
      >
        {isWrong ? words.wrong('cancellationFees') : words.hint('cancellationFees')}
      </p>
    </fieldset>
  );
}

function OwnSteps({
  typed,
  isWrong,
  onChange,
}: {
  typed: string;
  isWrong: boolean;
  onChange: (typed: string) => void;
}) {
  const t = useTranslations('editing.fees');
  const steps = stepsOf(typed);
  const change = (at: number, part: Partial<Step>) =>
    onChange(typedOf(steps.map((step, other) => (other === at ? { ...step, ...part } : step))));
  return (
    <>
      <ul className="flex flex-col gap-2">
        {steps.map(({ days, percent }, at) => (
          <li key={at} className="flex items-end gap-2">
            <Field
              label={t('days', { step: at + 1 })}
              className="flex-1"
              inputMode="numeric"
              autoComplete="off"
              value={days}
              aria-invalid={isWrong}
              onChange={({ target }) => change(at, { days: digits(target.value) })}
            />
            <Field
              label={t('percent', { step: at + 1 })}
              className="flex-1"
              inputMode="numeric"
              autoComplete="off"
              value={percent}
              aria-invalid={isWrong}
              onChange={({ target }) => change(at, { percent: digits(target.value) })}
            />
            <Button
              variant="ghost"
              className="px-3"
              aria-label={t('remove', { step: at + 1 })}
              disabled={steps.length === 1}
              onClick={() => onChange(typedOf(steps.filter((_, other) => other !== at)))}
            >
              <Trash2 aria-hidden className="size-5" />
            </Button>
          </li>
        ))}
      </ul>
      <Button
        variant="secondary"
        className="self-start"
        disabled={steps.length >= stepsMax}
        onClick={() => onChange(typedOf([...steps, { days: '', percent: '' }]))}
      >
        {t('add')}
      </Button>
    </>
  );
}
