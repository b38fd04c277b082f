'use client';

import { useState } from 'react';
import { saleInput } from '#server/admin/admin.schema.ts';
import { api } from '../api.ts';
import type { SaleLever } from './lever.ts';
import { LeverForm } from './lever-form.tsx';

interface SaleDialogProps {
  concertId: number;
  lever: SaleLever;
  onClose: () => void;
  onDone: (told: string) => void;
}

/** Changes one thing about how a concert is sold. */
export function SaleDialog({ concertId, lever: given, onClose, onDone }: SaleDialogProps) {
  const [lever] = useState(given);
  const utils = api.useUtils();
  const set = api.admin.concert.set.useMutation({
    onSuccess: (sale) => {
      utils.catalog.concert.setData({ concertId }, (before) => before && { ...before, ...sale });
      void utils.admin.audit.invalidate({ concertId });
      onDone(lever.done);
    },
  });
  const confirm = (reason: string, typed: string) => {
    const asked = saleInput.safeParse({ concertId, reason, ...lever.changeOf(typed) });
    if (asked.success) set.mutate(asked.data);
    return asked.success || !asked.error.issues.some(({ path }) => path[0] === lever.name);
  };
  return <LeverForm lever={lever} pending={set.isPending} error={set.error} onClose={onClose} onConfirm={confirm} />;
}
