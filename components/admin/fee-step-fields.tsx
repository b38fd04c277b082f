'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { halfWidth } from '../half-width.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';

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

interface FeeStepFieldsProps {
  /** Steps as one text, such as `10:0, 7:10`. */
  typed: string;
  isWrong: boolean;
  onChange: (typed: string) => void;
}

/** Edits the steps of a fee schedule: days before the performance, and percent. */
export function FeeStepFields({ typed, isWrong, onChange }: FeeStepFieldsProps) {
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
