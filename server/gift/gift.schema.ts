import { z } from 'zod';
import { emailAddress } from '../account/account.schema.ts';
import { id, idempotencyKey } from '../schema/ids.schema.ts';

export const giveInput = z.strictObject({ ticketId: id, email: emailAddress, idempotencyKey });
export type GiveInput = z.output<typeof giveInput>;

export const giftInput = z.strictObject({ giftId: id });
