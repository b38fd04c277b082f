import { type ComponentProps, useId } from 'react';
import { cn } from './cn.ts';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled input that says what is wrong with it. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId();
  const described = error ?? hint;
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described === undefined ? undefined : `${id}-about`}
        className="min-h-11 rounded-xl border border-line bg-surface px-3.5 text-base text-ink placeholder:text-muted aria-invalid:border-danger"
        {...rest}
      />
      {described !== undefined && (
        <p id={`${id}-about`} className={cn('text-sm', error === undefined ? 'text-muted' : 'text-danger')}>
          {described}
        </p>
      )}
    </div>
  );
}
