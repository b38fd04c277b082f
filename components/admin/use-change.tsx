'use client';

import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asksFactor, ProofDialog } from './proof-dialog.tsx';
import { refusalOf } from '../errors.ts';

interface RawChange<Input> {
  run: (input: Input) => void;
  isPending: boolean;
  error: unknown;
  reset: () => void;
}

/**
 * Sends a change once, because a change of a version must not repeat by itself. Calls `reload` if
 * another editor was first, so that the next attempt has the new version. For dialogs that ask for a
 * second factor themselves.
 */
export function useRawChange<Input, Output>(
  send: (input: Input) => Promise<Output>,
  onDone: (output: Output) => unknown,
  reload?: () => Promise<unknown>,
): RawChange<Input> & { variables: Input | undefined } {
  const { mutate, variables, error, isPending, reset } = useMutation({
    mutationFn: send,
    onSuccess: onDone,
    onError: (refusal) => (refusalOf(refusal).code === 'CHANGED' ? reload?.() : undefined),
  });
  return { run: mutate, variables, error, isPending, reset };
}

interface Change<Input> extends RawChange<Input> {
  /** Asks for a second factor if the change needs one, and then repeats the change. */
  proof: ReactNode;
}

/** As useRawChange; `error` is null while the change waits for a second factor. */
export function useChange<Input, Output>(
  ...args: Parameters<typeof useRawChange<Input, Output>>
): Change<Input> {
  const { variables, error, ...change } = useRawChange(...args);
  const { run, reset } = change;
  const needsProof = asksFactor(error) && variables !== undefined;
  return {
    ...change,
    error: needsProof ? null : error,
    proof: needsProof && <ProofDialog onClose={reset} onProved={() => run(variables)} />,
  };
}
