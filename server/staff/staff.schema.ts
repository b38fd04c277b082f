import { z } from 'zod';
import { id, plainText } from '../schema/ids.schema.ts';
import { changeReasonMax } from '../schema/reason.schema.ts';

const role = z.enum(['OWNER', 'MANAGER', 'SUPPORT', 'DOOR', 'AUDITOR']);
const reason = plainText(changeReasonMax);
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

const factorId = id;
const totp = z.string().regex(/^\d{6}$/, { error: 'must have 6 digits' });
const recoveryCode = z.string().regex(/^[0-9A-Za-z -]{16,24}$/, { error: 'must be a code' });

const base64Url = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, { error: 'must be base64url' })
    .max(max);
const response = {
  id: base64Url(2_000),
  rawId: base64Url(2_000),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).exactOptional(),
  clientExtensionResults: z.object({}).strip(),
};
/** A browser's response to a request to create a passkey; unknown fields are of newer browsers. */
const registrationResponse = z.object({
  ...response,
  response: z.object({
    clientDataJSON: base64Url(4_000),
    attestationObject: base64Url(20_000),
    transports: z.array(z.string().max(20)).max(10).exactOptional(),
  }),
});
/** A browser's response to a request to sign with a passkey. */
const authenticationResponse = z.object({
  ...response,
  response: z.object({
    clientDataJSON: base64Url(4_000),
    authenticatorData: base64Url(4_000),
    signature: base64Url(4_000),
    userHandle: base64Url(200).exactOptional(),
  }),
});
export type RegistrationResponse = z.output<typeof registrationResponse>;
export type AuthenticationResponse = z.output<typeof authenticationResponse>;

export const addFactorInput = z.strictObject({ kind: z.enum(['TOTP', 'PASSKEY', 'RECOVERY']) });
export const confirmFactorInput = z.union([
  z.strictObject({ factorId, totp }),
  z.strictObject({ factorId, passkey: registrationResponse }),
]);
export const challengeInput = z.strictObject({ kind: z.literal('PASSKEY') });
export const removeFactorInput = z.strictObject({ factorId });
export const reauthenticateInput = z.union([
  z.strictObject({ totp }),
  z.strictObject({ passkey: authenticationResponse }),
  z.strictObject({ recoveryCode }),
]);
export type AddFactorInput = z.output<typeof addFactorInput>;
export type ConfirmFactorInput = z.output<typeof confirmFactorInput>;
export type ReauthenticateInput = z.output<typeof reauthenticateInput>;
