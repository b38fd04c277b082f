'use client';

import { useState } from 'react';
import { policyInput } from '#server/admin/admin.schema.ts';
import { api } from '../api.ts';
import { Field } from '../ui/field.tsx';
import type { Lever } from './lever.ts';
import { ReasonDialog } from './reason-dialog.tsx';

const reasonMax = 200;

interface LeverDialogProps {
  concertId: number;
  lever: Lever;
  onClose: () => void;
  onDone: (told: string) => void;
}

/** Changes one thing about the line. What it says holds from the moment it was opened, whatever the figures do meanwhile. */
export function LeverDialog({ concertId, lever: given, onClose, onDone }: LeverDialogProps) {
  const [lever] = useState(given);
  const { field, title, description, action, changeOf, done } = lever;
  const [typed, setTyped] = useState(field?.initial ?? '');
  const [wrong, setWrong] = useState(false);
  const utils = api.useUtils();
  const set = api.admin.queue.set.useMutation({
    onMutate: () => utils.admin.overview.cancel({ concertId }), // an answer on its way is older than the change
    onSuccess: (policy) => {
      utils.admin.overview.setData({ concertId }, (before) => before && { ...before, ...policy });
      void utils.admin.audit.invalidate({ concertId });
      onDone(done);
    },
  });
  const confirm = (reason: string) => {
    const asked = policyInput.safeParse({ concertId, reason, ...changeOf(typed) });
    setWrong(!asked.success && asked.error.issues.some(({ path }) => path[0] === lever.name));
    if (asked.success) set.mutate(asked.data);
  };
  return (
    <ReasonDialog
      title={title}
      description={description}
      confirm={action}
      pending={set.isPending}
      error={set.error}
      reasonMax={reasonMax}
      onClose={onClose}
      onConfirm={confirm}
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
