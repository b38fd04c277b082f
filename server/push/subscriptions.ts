import { ECDH } from 'node:crypto';
import { env } from '../config/env.ts';
import type { Db } from '../database/db.ts';
import { serializable } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { rememberLanguage } from '../notice/notice.ts';
import { isPrivateName, publicEndpoint } from './address.ts';
import type { SubscriptionInput } from './push.schema.ts';

const subscriptionsMax = 10;

/** Returns the key with which a browser subscribes, or null if this server sends no pushes. */
export const pushKey = (): string | null => env().VAPID_KEYS?.publicKey ?? null;

/**
 * Stores a browser's subscription. The browser then belongs to this person only. Refusals: NOT_FOUND
 * if this server sends no pushes; BAD_INPUT for a private or non-https endpoint, a key that is no
 * point of P-256, and the eleventh browser.
 */
export async function subscribe(
  db: Db,
  userId: string,
  { endpoint, keys, language }: SubscriptionInput,
): Promise<void> {
  if (pushKey() === null) refuse('NOT_FOUND');
  const url = publicEndpoint(endpoint);
  if (url === null || (await isPrivateName(url)))
    refuseInput('endpoint', 'must be an https URL of a public push service');
  if (!isOnCurve(keys.p256dh)) refuseInput('keys.p256dh', 'must be a point of P-256');
  await serializable(db, async (tx) => {
    const others = await tx.pushSubscription.count({
      where: { userId, endpoint: { not: endpoint } },
    });
    if (others >= subscriptionsMax)
      refuseInput('', `one person has at most ${String(subscriptionsMax)} subscriptions`);
    await tx.pushSubscription.deleteMany({ where: { endpoint } });
    await tx.pushSubscription.create({ data: { userId, endpoint, ...keys } });
  });
  await rememberLanguage(db, userId, language);
}

/** Returns true for a point of the curve P-256, to which a push can be encrypted. */
function isOnCurve(point: string): boolean {
  try {
    ECDH.convertKey(point, 'prime256v1', 'base64url');
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** Removes the person's subscription. A repetition is not an error. */
export async function unsubscribe(db: Db, userId: string, endpoint: string): Promise<void> {
  await db.pushSubscription.deleteMany({ where: { userId, endpoint } });
}

const refuseInput = (path: string, message: string): never =>
  refuse('BAD_INPUT', { issues: [{ path, message }] });
