import { z } from 'zod';
import { id, instant, plainText } from '../schema/ids.schema.ts';

/**
 * Filters of the audit log, all optional. `userId` selects the entries by or about a person. `from`
 * and `to` are inclusive. `cursor` is the value that the previous page returned.
 */
export const auditInput = z
  .strictObject({
    concertId: id.exactOptional(),
    userId: z.guid().exactOptional(),
    action: plainText(100).exactOptional(),
    from: instant.exactOptional(),
    to: instant.exactOptional(),
    cursor: id.exactOptional(),
  })
  .optional();
export type AuditFilter = NonNullable<z.output<typeof auditInput>>;
