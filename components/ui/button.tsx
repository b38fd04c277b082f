import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/*
 * The transparent border becomes visible with forced colours. A disabled button keeps a background,
 * so that the button does not resemble an input.
 */
const base =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-xl border border-transparent px-5 text-base font-semibold transition-colors active:translate-y-px disabled:cursor-not-allowed disabled:bg-accent-soft disabled:text-muted aria-disabled:cursor-not-allowed';
const variants = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
  secondary: 'border-line bg-surface text-ink hover:bg-raised',
  danger: 'border-danger bg-danger-soft text-danger hover:bg-surface',
  ghost: 'text-ink hover:bg-raised',
};
export type Variant = keyof typeof variants;

export function buttonClass(variant: Variant = 'primary', className?: string): string {
  return cn(base, variants[variant], className);
}

export function Button({
  variant = 'primary',
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { variant?: Variant }) {
  return <button type={type} className={buttonClass(variant, className)} {...rest} />;
}
