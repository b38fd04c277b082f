'use client';

import { Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import { queueLimits } from '#server/admin/admin.schema.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { useFormats } from '../../format.tsx';
import { cn } from '../../ui/cn.ts';
import { typedNumber } from '../control.ts';
import { forecast } from '../effects.ts';
import type { HistoryRow } from '../live/types.ts';
import { turnMinutesOf } from '../rates.ts';
import { ReasonForm } from '../reason-form.tsx';
import { useQueueSet } from '../use-queue-set.ts';
import type { Overview } from './types.ts';
import { useEffectText } from './effect-text.ts';

export type NumberLeverName = 'capacity' | 'ratePerMinute';

const presets = { capacity: [5, 20, 50, 100], ratePerMinute: [30, 60, 300, 600] };
/** Returns the step of the buttons: a tenth of the value's order of magnitude, at least 1. */
const stepOf = (value: number) =>
  Math.max(1, 10 ** (Math.floor(Math.log10(Math.max(1, value))) - 1));

interface NumberLeverProps {
  name: NumberLeverName;
  concertId: number;
  overview: Overview;
  history: readonly HistoryRow[];
  /** Value that a finding proposes. */
  proposed: number | undefined;
  isSheet: boolean;
  onDone: (() => void) | undefined;
}

/** Changes a number of the policy. States the effect in numbers before it applies. */
export function NumberLever(props: NumberLeverProps) {
  const { name, concertId, overview, history, proposed, isSheet, onDone } = props;
  const t = useTranslations('console.lever');
  const { number } = useFormats();
  const effectText = useEffectText();
  const current = overview[name];
  const [typed, setTyped] = useState<string | null>(
    proposed === undefined ? null : String(proposed),
  );
  const set = useQueueSet(concertId);
  const box = useRef<HTMLDivElement>(null);
  const isProposed = proposed !== undefined;
  useEffect(() => {
    // The proposed value is set, so only the reason is missing.
    if (isProposed) box.current?.querySelector<HTMLElement>('form label + div input')?.focus();
  }, [isProposed]);
  const value = typed === null ? current : typedNumber(typed);
  const isValid = queueLimits[name].safeParse(value).success;
  const isChanged = isValid && value !== current;
  const figures = { ...overview, turnMinutes: turnMinutesOf(history) };
  const change = { [name]: value };
  const words = { value: isValid ? number(value) : '', before: number(current) };
  return (
    <div ref={box} className="flex flex-col gap-2.5">
      <Stepper
        label={t(`${name}.field`)}
        value={typed ?? String(current)}
        isWrong={!isValid}
        wrong={t(`${name}.wrong`)}
        isLarge={isSheet}
        onChange={setTyped}
        onStep={(direction) => {
          const from = isValid ? value : current;
          const size = stepOf(direction < 0 ? from - 1 : from);
          setTyped(String(Math.max(1, from + direction * size)));
        }}
      />
      {(isSheet || isChanged) && (
        <div role="group" aria-label={t('presets')} className="flex flex-wrap gap-1.5">
          {presets[name].map((preset) => (
            <button
              key={preset}
              type="button"
              aria-pressed={preset === value}
              onClick={() => setTyped(String(preset))}
              className="min-h-8 rounded-full bg-raised px-3.5 text-sm font-bold tabular-nums aria-pressed:bg-ink aria-pressed:text-surface"
            >
              {number(preset)}
            </button>
          ))}
        </div>
      )}
      <ReasonForm
        confirm={t(`${name}.confirm`, words)}
        isReady={isChanged}
        pending={set.isPending}
        error={set.error}
        reasonMax={changeReasonMax}
        onConfirm={(reason) =>
          set.mutate({
            input: { concertId, ...change, reason },
            done: t(`${name}.done`, words),
            onDone: () => {
              setTyped(null);
              onDone?.();
            },
          })
        }
      >
        {isChanged && (
          <p data-effect className="rounded-xl bg-accent-soft px-3 py-2 text-sm">
            {t(`${name}.from`, words)}{' '}
            {effectText(forecast(figures, change), { ...figures, ...change })}
          </p>
        )}
      </ReasonForm>
    </div>
  );
}

interface StepperProps {
  label: string;
  value: string;
  isWrong: boolean;
  wrong: string;
  isLarge: boolean;
  onChange: (typed: string) => void;
  onStep: (direction: 1 | -1) => void;
}

function Stepper({ label, value, isWrong, wrong, isLarge, onChange, onStep }: StepperProps) {
  const t = useTranslations('console.lever');
  const id = useId();
  const size = isLarge ? 'min-h-13 min-w-13' : 'min-h-10 min-w-10';
  const buttonClass = cn(
    'flex items-center justify-center rounded-xl border border-edge hover:bg-raised',
    size,
  );
  return (
    <div>
      <div role="group" aria-label={label} className="flex gap-1.5">
        <button
          type="button"
          aria-label={t('less')}
          onClick={() => onStep(-1)}
          className={buttonClass}
        >
          <Minus aria-hidden className="size-5" />
        </button>
        <input
          aria-label={label}
          aria-invalid={isWrong}
          {...(isWrong && { 'aria-describedby': `${id}-wrong` })}
          inputMode="numeric"
          autoComplete="off"
          value={value}
          onChange={({ target }) => onChange(target.value)}
          className={cn(
            'w-full min-w-0 rounded-xl border border-edge bg-surface text-center text-lg font-bold tabular-nums aria-invalid:border-danger',
            isLarge ? 'min-h-13' : 'min-h-10',
          )}
        />
        <button
          type="button"
          aria-label={t('more')}
          onClick={() => onStep(1)}
          className={buttonClass}
        >
          <Plus aria-hidden className="size-5" />
        </button>
      </div>
      {isWrong && (
        <p id={`${id}-wrong`} className="mt-1 text-sm text-danger">
          {wrong}
        </p>
      )}
    </div>
  );
}
