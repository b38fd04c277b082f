'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';

/** Reason for which the browser gave no answer of a passkey. */
type PasskeyProblem = 'UNSUPPORTED' | 'KNOWN' | 'CANCELLED';

class PasskeyError extends Error {
  readonly problem: PasskeyProblem;
  constructor(problem: PasskeyProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/** InvalidStateError means that the device already has a passkey of this user. */
const problemOf = (error: unknown): PasskeyProblem =>
  error instanceof Error && error.name === 'InvalidStateError' ? 'KNOWN' : 'CANCELLED';

// Loads the library at first use, because few visits need it.
const library = () => import('@simplewebauthn/browser');
type Library = Awaited<ReturnType<typeof library>>;

/** Asks the browser for an answer of a passkey. Throws a PasskeyError without one. */
async function ask<T>(question: (webAuthn: Library) => Promise<T>): Promise<T> {
  const webAuthn = await library();
  // Browsers offer passkeys only over HTTPS and on localhost.
  if (!webAuthn.browserSupportsWebAuthn()) throw new PasskeyError('UNSUPPORTED');
  return question(webAuthn).catch((error: unknown) => {
    throw new PasskeyError(problemOf(error), error);
  });
}

// The server needs no extension and ignores their results. JSON cannot carry all of their values.
const extensions = {};
const clientExtensionResults = {};

/** Creates and confirms a passkey. Each attempt has a new challenge. */
export function useNewPasskey(onDone: () => void) {
  const { client, staff } = api.useUtils();
  return useMutation({
    mutationFn: async () => {
      const begun = await client.staff.factors.add.mutate({ kind: 'PASSKEY' });
      if (begun.kind !== 'PASSKEY') throw new PasskeyError('UNSUPPORTED');
      const { factorId, options } = begun;
      const passkey = await ask(({ startRegistration }) =>
        startRegistration({ optionsJSON: { ...options, extensions } }),
      );
      return client.staff.factors.confirm.mutate({
        factorId,
        passkey: { ...passkey, clientExtensionResults },
      });
    },
    onSuccess: async () => {
      await staff.factors.list.invalidate();
      onDone();
    },
  });
}

/** Proves the second factor by a passkey. */
export function usePasskeyProof(onProved: () => void) {
  const { client } = api.useUtils();
  return useMutation({
    mutationFn: async () => {
      const options = await client.staff.factors.challenge.mutate({ kind: 'PASSKEY' });
      const passkey = await ask(({ startAuthentication }) =>
        startAuthentication({ optionsJSON: { ...options, extensions } }),
      );
      return client.staff.reauthenticate.mutate({
        passkey: { ...passkey, clientExtensionResults },
      });
    },
    onSuccess: onProved,
  });
}

/** Returns the text of a failed attempt with a passkey. */
export function usePasskeyText(): (error: unknown) => string {
  const t = useTranslations('staff.passkey');
  const refusalText = useRefusalText();
  return (error) => (error instanceof PasskeyError ? t(error.problem) : refusalText(error));
}
