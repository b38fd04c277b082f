import { z } from 'zod';
import { id, idempotencyKey } from '../schema/ids.schema.ts';

export const chargeKrwMax = 10_000_000;
export const walletKrwMax = 100_000_000;

export const chargeInput = z.strictObject({
  amount: z.int().min(1).max(chargeKrwMax),
  idempotencyKey,
});
export const historyInput = z
  .strictObject({
    cursor: id.nullish(),
    limit: z.int().min(1).max(100).default(20),
  })
  .optional();
