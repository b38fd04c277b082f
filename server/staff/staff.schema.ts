import { z } from 'zod';
import { id, plainText } from '../schema/ids.schema.ts';

const role = z.enum(['OWNER', 'MANAGER', 'SUPPORT', 'DOOR', 'AUDITOR']);
const reason = plainText(200);
export const grantConcertsMax = 1_000;

/** Replaces the concerts at which a user has a role. An owner is one for all concerts. */
export const grantInput = z
  .strictObject({
    userId: z.uuid(),
    role,
    concerts: z.union([z.literal('all'), z.array(id).min(1).max(grantConcertsMax)]),
    reason,
  })
  .refine((grant) => grant.role !== 'OWNER' || grant.concerts === 'all', {
    error: 'must be all for an owner',
    path: ['concerts'],
  });
export const revokeInput = z.strictObject({ userId: z.uuid(), role, reason });
export type GrantInput = z.output<typeof grantInput>;
export type RevokeInput = z.output<typeof revokeInput>;
