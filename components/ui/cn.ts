import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names, where a later one replaces an earlier one of its kind. */
export function cn(...names: ClassValue[]): string {
  return twMerge(clsx(names));
}
