import { type ComponentProps, useState, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import type { SignInProblem } from './next-auth.ts';

export type AccountProblem =
  | SignInProblem
  | 'SIGNED_UP_ONLY'
  | 'EMAIL_TAKEN'
  | 'DENIED'
  | 'PROVIDER'
  | 'MAIL_OFF'
  | 'LINK_EXPIRED'
  | 'SIGN_IN_AGAIN'
  | 'LAST_OWNER';

/** Maps each invalid field to a key of the `account` messages. */
type FieldErrors = Record<string, string>;

/** `done` is true if the browser is leaving the page. */
export type Outcome =
  { done: true } | { done: false; errors?: FieldErrors; problem?: AccountProblem };

interface AccountForm<T> {
  /** Loads the schema on submit, so that the page's bundle contains no validator. */
  schema: () => Promise<z.ZodType<T>>;
  invalid: FieldErrors;
  missing: FieldErrors;
  act: (input: T) => Promise<Outcome>;
  /** Turns the form's fields into the input of the schema. */
  toInput?: (fields: Record<string, unknown>) => Record<string, unknown>;
  problem?: AccountProblem | null;
}

const never = () => () => undefined;

/** Validates the form with the server's schema before `act`. Focuses the first invalid field. */
export function useAccountForm<T>({
  schema,
  invalid,
  missing,
  act,
  toInput = (fields) => fields,
  problem: problemBefore = null,
}: AccountForm<T>) {
  const [pending, setPending] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<AccountProblem | null>(problemBefore);
  // Disables the button until hydration, because before hydration the browser itself posts the
  // form.
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

  const outcomeOf = async (fields: Record<string, unknown>): Promise<Outcome> => {
    // The import of the schema fails without a network.
    const accepted = await schema().catch(() => null);
    if (accepted === null) return { done: false, problem: 'BUSY' };
    const input = accepted.safeParse(fields);
    if (input.success) return act(input.data);
    const wrongIn = (field: string): [string, string] => [
      field,
      (fields[field] === '' ? missing : invalid)[field] ?? field,
    ];
    return {
      done: false,
      errors: Object.fromEntries(input.error.issues.map(({ path }) => wrongIn(String(path[0])))),
    };
  };
  const attempt = async (form: HTMLFormElement): Promise<void> => {
    const outcome = await outcomeOf(toInput(Object.fromEntries(new FormData(form))));
    if (outcome.done) return;
    const wrong = outcome.errors ?? {};
    setErrors(wrong);
    setProblem(outcome.problem ?? null);
    setPending(false);
    focusFirst(form, outcome.problem === 'WRONG' ? ['password'] : Object.keys(wrong));
  };
  const onSubmit: NonNullable<ComponentProps<'form'>['onSubmit']> = (event) => {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    setProblem(null);
    void attempt(event.currentTarget);
  };
  return { onSubmit, pending, alive, errors, problem };
}

function focusFirst(form: HTMLFormElement, names: string[]): void {
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement);
  inputs.find(({ name }) => names.includes(name))?.focus();
}
