'use client';

import { useState } from 'react';
import { Field } from '../ui/field.tsx';
import type { LeverOf } from './lever.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const reasonMax = 200;

interface LeverFormProps {
  lever: Omit<LeverOf<string, unknown>, 'changeOf'>;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  /** Returns whether what was typed can be sent. */
  onConfirm: (reason: string, typed: string) => boolean;
}

/** Asks for what a lever needs: the new value, where one is typed, and the reason. */
export function LeverForm({ lever: { field, title, description, action }, pending, error, onClose, onConfirm }: LeverFormProps) {
  const [typed, setTyped] = useState(field?.initial ?? '');
  const [wrong, setWrong] = useState(false);
  return (
    <ReasonDialog
      title={title}
      description={description}
      confirm={action}
      pending={pending}
      error={error}
      reasonMax={reasonMax}
      onClose={onClose}
      onConfirm={(reason) => setWrong(!onConfirm(reason, typed))}
    >
      {field !== undefined && (
        <Field
          label={field.label}
          hint={field.hint}
          error={wrong ? field.wrong : undefined}
          inputMode={field.numeric ? 'numeric' : 'text'}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
    </ReasonDialog>
  );
}
