import { z } from 'zod';

const [earliest, latest] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('2100-01-01T00:00:00Z')];
/**
 * Bounds the year, because PostgreSQL has no year 0. A year outside this century is probably a
 * typing error.
 */
export const isInstant = (ms: number): boolean => ms >= earliest && ms < latest;
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => isInstant(Date.parse(text)), {
    error: 'must be in the years 2000 to 2099',
  });

/** Id of any object except a user: a positive integer of PostgreSQL's type integer. */
export const id = z.int().min(1).max(2_147_483_647);

export const seatNumber = z.int().min(1).max(50);

/** Formats a seat number in two digits, as the REST API requires. */
export const seatDigits = (seat: number): string => String(seat).padStart(2, '0');

/** Between 1 and 50 distinct seat numbers. */
export const seatNumbers = z
  .array(seatNumber)
  .min(1)
  .max(50)
  .refine((numbers) => new Set(numbers).size === numbers.length, { error: 'seats must differ' });

export const idempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: 'must be 8 to 64 of A–Z, a–z, 0–9, _ and -' });

/** Counts code points, because JSON Schema measures the length of text in code points. */
export const codePoints = (text: string): number => Array.from(text).length;

/**
 * Bounds a text's length in code points, as JSON Schema does. Zod's own bounds count UTF-16 code
 * units.
 */
export const characters = (min: number, max: number) =>
  z
    .string()
    .refine((value) => codePoints(value) >= min && codePoints(value) <= max, {
      error: `must have ${String(min)} to ${String(max)} characters`,
    })
    .meta({ minLength: min, maxLength: max });

/** Refuses control characters and lone surrogates. PostgreSQL rejects NUL. */
export const plainText = (max: number) =>
  characters(1, max)
    .trim()
    .min(1)
    .refine((value) => value.isWellFormed() && !/[\p{Cc}]/u.test(value), {
      error: 'must be plain text',
    });

/** Input of a query that takes none: `{}` or nothing. */
export const noInput = z.strictObject({}).optional();
export const concertInput = z.strictObject({ concertId: id });
export const performanceInput = z.strictObject({ performanceId: id });
export const reservationInput = z.strictObject({ reservationId: id });
