import { type ComponentProps, useState, useSyncExternalStore } from 'react';
import type { z } from 'zod';
import type { SignInProblem } from './next-auth.ts';

export type AccountProblem =
  SignInProblem | 'SIGNED_UP_ONLY' | 'EMAIL_TAKEN' | 'DENIED' | 'PROVIDER';

/** What is wrong with each field, as a key of messages/account.json. */
type FieldErrors = Record<string, string>;

/** How an attempt ended. When it is done, the browser is on its way to another page. */
export type Outcome =
  { done: true } | { done: false; errors?: FieldErrors; problem?: AccountProblem };

interface AccountForm<T> {
  /** Loaded when the form is sent: the page is read without a validator. */
  schema: () => Promise<z.ZodType<T>>;
  /** What to say of a field that the schema does not accept. */
  invalid: FieldErrors;
  /** What to say of a field that is empty. */
  missing: FieldErrors;
  act: (input: T) => Promise<Outcome>;
  problem?: AccountProblem | null;
}

const never = () => () => undefined;

/** A form that is checked by the server's own schema, says what is wrong in words, and goes to the first wrong field. */
export function useAccountForm<T>({
  schema,
  invalid,
  missing,
  act,
  problem: problemBefore = null,
}: AccountForm<T>) {
  const [pending, setPending] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<AccountProblem | null>(problemBefore);
  // A form sent before it is alive would be a plain form: its button waits.
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

  const outcomeOf = async (fields: Record<string, unknown>): Promise<Outcome> => {
    const accepted = await schema().catch(() => null); // the network is away
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
    const outcome = await outcomeOf(Object.fromEntries(new FormData(form)));
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
