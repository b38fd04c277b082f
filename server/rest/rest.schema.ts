import { z } from 'zod';
import { id, idempotencyKey } from '../schema/ids.schema.ts';

// REST names differ from the rooms' names: REST calls a performance a concertOption, and writes
// seat numbers with two digits.

/** Parameters of paths that contain the caller's own id. */
export const ownPath = z.strictObject({
  userId: z.guid().meta({
    description: 'The caller’s own id, a UUID',
    examples: ['5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a77'],
  }),
});

/** Accepts a whole number from 1 to `max` in a path or query. */
const digits = (max: number) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,9}$/, { error: 'must be a whole number' })
    .refine((text) => Number(text) <= max, { error: `must be at most ${String(max)}` })
    .transform(Number)
    .meta({
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: max });
      },
    });
export const idDigits = digits(2_147_483_647);
export const limitDigits = digits(100);

export const idempotencyHeaders = z.object({
  'Idempotency-Key': idempotencyKey.meta({
    description:
      'Your unique name for this charge or payment, 8 to 64 of A–Z, a–z, 0–9, _ and -. The server keeps it for ever: the same key with the same body returns the first reply, and nothing runs twice',
    examples: ['6b0c3a52-charge-1'],
  }),
});

export const won = z
  .int()
  .min(0)
  .meta({ description: 'Whole won', examples: [50_000] });
export const instant = z.iso
  .datetime({ offset: true })
  .meta({ description: 'An instant, ISO 8601 with offset' });
export const day = z.iso
  .date()
  .regex(/^(?!0000)/, { error: 'there is no year 0' })
  .meta({
    description: 'A calendar day in Asia/Seoul',
    override: ({ jsonSchema }) => {
      delete jsonSchema.allOf; // `allOf` only repeats the pattern
      Object.assign(jsonSchema, { format: 'date', pattern: '^(?!0000)' });
    },
  });
export const twoDigits = z
  .string()
  .regex(/^[0-9]{2}$/, { error: 'must be two digits, as in "01"' })
  .meta({ description: 'A seat number in two digits, "01" to "50"', examples: ['01'] });
export const seatList = z
  .array(twoDigits)
  .min(1)
  .max(50)
  .refine((seats) => new Set(seats).size === seats.length, { error: 'seats must differ' })
  .meta({ uniqueItems: true, description: 'Seat numbers, all different' });

export const concertId = id.meta({ description: 'A concert' });
export const concertOptionId = id.meta({ description: 'One show of a concert (a performance)' });
export const reservationId = id.meta({ description: 'The reservation that the hold returned' });
