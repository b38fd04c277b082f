'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext } from 'react';
import { useToast } from '../ui/toast.tsx';
import { asksFactor, ProofDialog } from './proof-dialog.tsx';

type Send = () => Promise<unknown>;

interface Undoing {
  /** Sends a change that undoes another, unless an undo is pending. */
  undo: (send: Send) => void;
  isPending: boolean;
}

const UndoContext = createContext<Undoing>({ undo: () => undefined, isPending: false });

/** Returns the undo of the console. */
export const useUndo = () => useContext(UndoContext);

/**
 * Undoes changes for the pages within. Is outside the form of the change, because the form may
 * close before the undo. Says whether the undo succeeded, and asks for a second factor if needed.
 */
export function UndoProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('console');
  const toast = useToast();
  const { mutate, variables, error, isPending, reset } = useMutation({
    mutationFn: (send: Send) => send(),
    onSuccess: () => toast(t('undone')),
    onError: (refusal) => {
      if (!asksFactor(refusal)) toast(t('undoFailed'));
    },
  });
  const undo = (send: Send) => {
    if (!isPending) mutate(send);
  };
  return (
    <UndoContext value={{ undo, isPending }}>
      {children}
      {asksFactor(error) && variables !== undefined && (
        <ProofDialog onProved={() => mutate(variables)} onClose={reset} />
      )}
    </UndoContext>
  );
}
