import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const variants = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  danger: 'button-danger',
  ghost: 'button-ghost',
};
export type Variant = keyof typeof variants;

export function buttonClass(variant: Variant = 'primary', className?: string): string {
  return cn('button', variants[variant], className);
}

export function Button({
  variant = 'primary',
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { variant?: Variant }) {
  return <button type={type} className={buttonClass(variant, className)} {...rest} />;
}
