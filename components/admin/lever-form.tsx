'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Field } from '../ui/field.tsx';
import { Choice } from './choice.tsx';
import type { Lever, LeverField } from './lever.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const reasonMax = 200;
const typing = -1;
const kinds = {
  number: { type: 'text', inputMode: 'numeric' },
  text: { type: 'text', inputMode: 'text' },
  moment: { type: 'datetime-local' },
} as const;

interface LeverFormProps<Change> {
  lever: Lever<Change>;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  /** Whether what was typed is a value of this lever's. */
  takes: (change: Change) => boolean;
  onConfirm: (reason: string, change: Change) => void;
}

/** Asks for what a lever needs: the new value, where one is typed, and the reason. */
export function LeverForm<Change>({ lever, pending, error, onClose, takes, onConfirm }: LeverFormProps<Change>) {
  const { field, title, description, action } = lever;
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(field?.initial ?? '');
  const [chosen, setChosen] = useState(field?.instead?.findIndex(({ holds }) => holds === true) ?? typing);
  const [wrong, setWrong] = useState<string>();
  const instead = field?.instead?.[chosen];
  const confirm = (reason: string) => {
    const change = instead?.change ?? lever.changeOf(typed);
    // A half-typed moment is told by the browser alone: its value is that of an empty field.
    const isOne = takes(change) && input.current?.validity.badInput !== true;
    const problem = (isOne ? field?.misfit?.(change) : field?.wrong) ?? undefined;
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
      reasonMax={reasonMax}
      onClose={onClose}
      onConfirm={confirm}
    >
      {field?.instead !== undefined && <Ways field={field} chosen={chosen} onChoose={setChosen} />}
      {instead?.about !== undefined && <p className="text-sm text-muted">{instead.about}</p>}
      {field !== undefined && instead === undefined && (
        <Field
          ref={input}
          label={field.label}
          hint={field.hint}
          error={wrong}
          {...kinds[field.kind]}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setWrong(undefined);
          }}
        />
      )}
    </ReasonDialog>
  );
}

interface WaysProps<Change> {
  field: LeverField<Change>;
  chosen: number;
  onChoose: (chosen: number) => void;
}

function Ways<Change>({ field, chosen, onChoose }: WaysProps<Change>) {
  const t = useTranslations('admin');
  const options = [t('ownValue'), ...(field.instead ?? []).map(({ text }) => text)];
  return (
    <Choice
      label={field.label}
      options={options.map((text, at) => ({ value: at - 1, text }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}
