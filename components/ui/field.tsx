import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  action?: ReactNode;
}

export function Field({ label, hint, error, action, className, ...rest }: FieldProps) {
  const id = useId();
  const described = error ?? hint;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="relative flex flex-col">
        <input
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={described === undefined ? undefined : `${id}-about`}
          className={cn(
            'min-h-11 w-full min-w-0 rounded-xl border border-edge bg-surface px-3.5 text-base text-ink placeholder:text-muted aria-invalid:border-danger',
            action !== undefined && 'pr-12',
          )}
          {...rest}
        />
        {action !== undefined && (
          <div className="absolute inset-y-0 right-0.5 flex items-center">{action}</div>
        )}
      </div>
      {described !== undefined && (
        <p
          id={`${id}-about`}
          className={cn('text-sm', error === undefined ? 'text-muted' : 'text-danger')}
        >
          {described}
        </p>
      )}
    </div>
  );
}
