import { z } from 'zod';

/** Every id but a person's: a positive integer that fits PostgreSQL's integer. */
export const id = z.int().min(1).max(2_147_483_647);

export const seatNumber = z.int().min(1).max(50);

/** A seat's number as the REST API writes it: two digits. */
export const seatDigits = (seat: number): string => String(seat).padStart(2, '0');

/** Seat numbers of one request: some, no two alike. */
export const seatNumbers = z
  .array(seatNumber)
  .min(1)
  .max(50)
  .refine((numbers) => new Set(numbers).size === numbers.length, { error: 'seats must differ' });

export const idempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: 'must be 8 to 64 of A–Z, a–z, 0–9, _ and -' });

/** How many characters a text has, as JSON Schema counts them. */
export const codePoints = (text: string): number => Array.from(text).length;

/** Text of so many characters, counted as JSON Schema counts them: by code point, where zod's own bounds count UTF-16's halves. */
export const characters = (min: number, max: number) =>
  z
    .string()
    .refine((value) => codePoints(value) >= min && codePoints(value) <= max, {
      error: `must have ${String(min)} to ${String(max)} characters`,
    })
    .meta({ minLength: min, maxLength: max });

/** Text that a person typed: no control characters (NUL would not pass PostgreSQL), no half surrogate pairs. */
export const plainText = (max: number) =>
  characters(1, max)
    .trim()
    .min(1)
    .refine((value) => value.isWellFormed() && !/[\p{Cc}]/u.test(value), {
      error: 'must be plain text',
    });

export const concertInput = z.strictObject({ concertId: id });
export const performanceInput = z.strictObject({ performanceId: id });
export const reservationInput = z.strictObject({ reservationId: id });
