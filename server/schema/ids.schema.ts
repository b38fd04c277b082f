import { z } from 'zod';

/** Every id except a user's: a positive integer within PostgreSQL's integer type. */
export const id = z.int().min(1).max(2_147_483_647);

export const seatNumber = z.int().min(1).max(50);

/** A seat number in the REST API: two digits. */
export const seatDigits = (seat: number): string => String(seat).padStart(2, '0');

/** Seat numbers of one request: at least one, all different. */
export const seatNumbers = z
  .array(seatNumber)
  .min(1)
  .max(50)
  .refine((numbers) => new Set(numbers).size === numbers.length, { error: 'seats must differ' });

export const idempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: 'must be 8 to 64 of A–Z, a–z, 0–9, _ and -' });

/** The length of a text in code points, as JSON Schema counts. */
export const codePoints = (text: string): number => Array.from(text).length;

/**
 * Text with a length in code points, as in JSON Schema; zod's own bounds count UTF-16 code units.
 */
export const characters = (min: number, max: number) =>
  z
    .string()
    .refine((value) => codePoints(value) >= min && codePoints(value) <= max, {
      error: `must have ${String(min)} to ${String(max)} characters`,
    })
    .meta({ minLength: min, maxLength: max });

/** Text typed by a user: no control characters (PostgreSQL rejects NUL), no lone surrogates. */
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
