'use client';

import { useState } from 'react';
import { policyInput } from '#server/admin/admin.schema.ts';
import { api } from '../api.ts';
import type { Lever } from './lever.ts';
import { LeverForm } from './lever-form.tsx';

interface LeverDialogProps {
  concertId: number;
  lever: Lever;
  onClose: () => void;
  onDone: (told: string) => void;
}

/** Changes one thing about the line. What it says holds from the moment it was opened, whatever the figures do meanwhile. */
export function LeverDialog({ concertId, lever: given, onClose, onDone }: LeverDialogProps) {
  const [lever] = useState(given);
  const utils = api.useUtils();
  const set = api.admin.queue.set.useMutation({
    onMutate: () => utils.admin.overview.cancel({ concertId }), // an answer on its way is older than the change
    onSuccess: (policy) => {
      utils.admin.overview.setData({ concertId }, (before) => before && { ...before, ...policy });
      void utils.admin.audit.invalidate({ concertId });
      onDone(lever.done);
    },
  });
  const confirm = (reason: string, typed: string) => {
    const asked = policyInput.safeParse({ concertId, reason, ...lever.changeOf(typed) });
    if (asked.success) set.mutate(asked.data);
    return asked.success || !asked.error.issues.some(({ path }) => path[0] === lever.name);
  };
  return <LeverForm lever={lever} pending={set.isPending} error={set.error} onClose={onClose} onConfirm={confirm} />;
}
