import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** A later Tailwind class overrides an earlier class for the same CSS property. */
export function cn(...names: ClassValue[]): string {
  return twMerge(clsx(names));
}
