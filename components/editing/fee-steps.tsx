'use client';

import { useTranslations } from 'next-intl';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import { Choice } from '../admin/choice.tsx';
import { feesAsTyped } from '../admin/control.ts';
import { FeeStepFields } from '../admin/fee-step-fields.tsx';
import type { ConcertForm } from './use-concert-form.ts';
import { useFieldWords } from './words.ts';

type Kind = 'usual' | 'own' | 'none';
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
      {kind === 'own' && <FeeStepFields typed={typed} isWrong={isWrong} onChange={set} />}
      <p
        role={isWrong ? 'alert' : undefined}
        className={isWrong ? 'text-sm text-danger' : 'text-sm text-muted'}
      >
        {isWrong ? words.wrong('cancellationFees') : words.hint('cancellationFees')}
      </p>
    </fieldset>
  );
}
