import type { FieldPath } from './fields.ts';
import type { ConcertForm } from './use-concert-form.ts';
import { useFieldWords } from './words.ts';

/** Returns the properties of the control of a field. */
export function useBinding(form: ConcertForm) {
  const { label, hint, wrong } = useFieldWords();
  return (path: FieldPath) => ({
    name: path,
    label: label(path),
    hint: hint(path),
    error: form.wrong.has(path) ? wrong(path) : undefined,
    value: form.values[path],
    onChange: ({ target }: { target: { value: string } }) => form.set(path, target.value),
  });
}
