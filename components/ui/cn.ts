/** Joins class names, and omits those whose condition is false. */
export { clsx as cn } from 'clsx';
