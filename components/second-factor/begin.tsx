'use client';

import type { ReactNode } from 'react';
import { refusalOf, useRefusalText } from '../errors.ts';
import { Notice } from '../ui/notice.tsx';
import { ProveFirst } from './proof.tsx';

interface BeginProps {
  lead: string | undefined;
  error: unknown;
  errorText?: (error: unknown) => string;
  onProved: () => void;
  children: ReactNode;
}

/** Explains a change of the factors above its button. Asks for a proof if the change needs one. */
export function Begin({ lead, error, errorText, onProved, children }: BeginProps) {
  const refusalText = useRefusalText();
  if (refusalOf(error).code === 'REAUTHENTICATE') return <ProveFirst onProved={onProved} />;
  return (
    <div className="flex flex-col gap-4">
      {lead !== undefined && <p>{lead}</p>}
      {error !== null && <Notice tone="danger">{(errorText ?? refusalText)(error)}</Notice>}
      {children}
    </div>
  );
}
