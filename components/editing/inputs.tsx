import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from '../ui/cn.ts';

const look =
  'min-h-11 w-full min-w-0 rounded-xl border border-edge bg-surface px-3.5 text-base text-ink aria-invalid:border-danger';

interface Described {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

interface LabelledProps extends Described {
  id: string;
  className?: string | undefined;
  children: ReactNode;
}

/** Puts the label above a control, and the hint or the error below. */
function Labelled({ id, label, hint, error, className, children }: LabelledProps) {
  const described = error ?? hint;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children}
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

const describe = (id: string, { hint, error }: Pick<Described, 'hint' | 'error'>) => ({
  id,
  'aria-invalid': error !== undefined,
  'aria-describedby': (error ?? hint) === undefined ? undefined : `${id}-about`,
});

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: Described & ComponentProps<'textarea'>) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <textarea
        rows={4}
        className={cn(look, 'py-2.5')}
        {...describe(id, { hint, error })}
        {...rest}
      />
    </Labelled>
  );
}

export function Select({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: Described & ComponentProps<'select'>) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <select className={look} {...describe(id, { hint, error })} {...rest}>
        {children}
      </select>
    </Labelled>
  );
}

export function Checkbox({ label, hint, ...rest }: Described & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input
        type="checkbox"
        className="mt-0.5 size-6 shrink-0 accent-accent"
        {...describe(id, { hint })}
        {...rest}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-semibold">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-about`} className="text-sm text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

/** A card with a heading, which groups fields or actions. */
export function Section({
  id,
  title,
  lead,
  children,
}: {
  id: string;
  title: string;
  lead?: string | undefined;
  children: ReactNode;
}) {
  return (
    <section
      aria-labelledby={id}
      className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-6"
    >
      <div>
        <h2 id={id} className="text-lg font-bold">
          {title}
        </h2>
        {lead !== undefined && <p className="mt-1 text-sm text-muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
