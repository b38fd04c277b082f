import { z } from 'zod';
import { id, instant } from '../schema/ids.schema.ts';

export const exportKinds = [
  'sales',
  'payments',
  'ledger',
  'audit',
  'history',
  'seats',
  'people',
] as const;
export type ExportKind = (typeof exportKinds)[number];

/**
 * Query of an export. Without `concertId`, the export covers the concerts of the caller's grants. The
 * period includes `from` and `to`.
 */
export const exportQuery = z
  .strictObject({
    concertId: z
      .string()
      .regex(/^[1-9][0-9]{0,9}$/, { error: 'must be a whole number' })
      .transform(Number)
      .pipe(id)
      .exactOptional(),
    from: instant.exactOptional(),
    to: instant.exactOptional(),
  })
  .refine(
    ({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= Date.parse(to),
    {
      path: ['to'],
      error: 'must not be before from',
    },
  );
export type ExportQuery = z.output<typeof exportQuery>;
