'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useRef, useState } from 'react';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { cn } from '../ui/cn.ts';
import { Field } from '../ui/field.tsx';
import { Choice } from './choice.tsx';
import type { Control, ControlField } from './control.ts';
import { FeeStepFields } from './fee-step-fields.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

const typing = -1;
const kinds = {
  number: { type: 'text', inputMode: 'numeric' },
  text: { type: 'text', inputMode: 'text' },
  moment: { type: 'datetime-local' },
} as const;

interface ControlFormProps<Change> {
  control: Control<Change>;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  /** Returns true if the schema accepts the change. */
  takes: (change: Change) => boolean;
  onConfirm: (reason: string, change: Change) => void;
}

/** A control without a field asks only for the reason. */
export function ControlForm<Change>({
  control,
  pending,
  error,
  onClose,
  takes,
  onConfirm,
}: ControlFormProps<Change>) {
  const { field, title, description, action } = control;
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(field?.initial ?? '');
  const [chosen, setChosen] = useState(
    field?.alternatives?.findIndex(({ holds }) => holds === true) ?? typing,
  );
  const [wrong, setWrong] = useState<string>();
  const alternative = field?.alternatives?.[chosen];
  const confirm = (reason: string) => {
    const change = alternative?.change ?? control.changeOf(typed);
    // Checks `badInput`, because a half-typed date has an empty value, like an empty field.
    const isOne = takes(change) && input.current?.validity.badInput !== true;
    const problem = (isOne ? field?.conflict?.(change) : field?.invalid) ?? undefined;
    setWrong(problem);
    if (isOne && problem === undefined) onConfirm(reason, change);
  };
  return (
    <ReasonDialog
      title={title}
      description={description}
      confirm={action}
      pending={pending}
      error={error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={confirm}
    >
      {field?.alternatives !== undefined && (
        <Alternatives field={field} chosen={chosen} onChoose={setChosen} />
      )}
      {alternative?.about !== undefined && (
        <p className="text-sm text-muted">{alternative.about}</p>
      )}
      {field !== undefined && alternative === undefined && (
        <ValueField
          field={field}
          typed={typed}
          wrong={wrong}
          input={input}
          onType={(next) => {
            setTyped(next);
            setWrong(undefined);
          }}
        />
      )}
    </ReasonDialog>
  );
}

interface ValueFieldProps {
  field: Pick<ControlField<never>, 'label' | 'hint' | 'kind'>;
  typed: string;
  wrong: string | undefined;
  input: RefObject<HTMLInputElement | null>;
  onType: (typed: string) => void;
}

function ValueField({
  field: { label, hint, kind },
  typed,
  wrong,
  input,
  onType,
}: ValueFieldProps) {
  if (kind === 'fees')
    return (
      <>
        <FeeStepFields typed={typed} isWrong={wrong !== undefined} onChange={onType} />
        <p
          role={wrong === undefined ? undefined : 'alert'}
          className={cn('text-sm', wrong === undefined ? 'text-muted' : 'text-danger')}
        >
          {wrong ?? hint}
        </p>
      </>
    );
  return (
    <Field
      ref={input}
      label={label}
      hint={hint}
      error={wrong}
      {...kinds[kind]}
      autoComplete="off"
      value={typed}
      onChange={({ target }) => onType(target.value)}
    />
  );
}

interface AlternativesProps<Change> {
  field: ControlField<Change>;
  chosen: number;
  onChoose: (chosen: number) => void;
}

function Alternatives<Change>({ field, chosen, onChoose }: AlternativesProps<Change>) {
  const t = useTranslations('admin');
  const options = [t('ownValue'), ...(field.alternatives ?? []).map(({ text }) => text)];
  return (
    <Choice
      label={field.label}
      options={options.map((text, at) => ({ value: at - 1, text }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
