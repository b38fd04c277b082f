import { createHmac, randomUUID } from 'node:crypto';
import { env } from '../config/env.ts';
import type { Db } from '../database/db.ts';
import { networkOf } from '../rate-limit/ip-network.ts';
import type { RedisClient } from '../redis/redis.ts';
import { loadScript, runScript } from '../redis/script.ts';

const countScript = loadScript(import.meta.url, './lua/count-mail.lua');

/** Mails that clients may ask for, of the contract. */
export const mailLimits = { addressPerHour: 3, addressPerDay: 10, networkPerHour: 30 };

/** A client that asks for a mail. */
export interface MailClient {
  db: Db;
  redis: RedisClient;
  address: string;
}

/** Redis holds only HMACs of addresses. The hash tag puts both keys into one slot. */
function keyOf(of: 'address' | 'network', value: string): string {
  const digest = createHmac('sha256', env().NEXTAUTH_SECRET)
    .update(`mail ${of} ${value}`)
    .digest('base64url')
    .slice(0, 22);
  return `jari:mails:{mails}:${of}:${digest}`;
}

/**
 * Counts a mail to an e-mail address that a client asks for, over all instances. Returns false above
 * a limit. An outage of Redis is an error, because without counts anyone could send many mails.
 */
export async function mayMail(
  redis: RedisClient,
  email: string,
  clientAddress: string,
): Promise<boolean> {
  const keys = [keyOf('address', email), keyOf('network', networkOf(clientAddress))];
  const { addressPerHour, addressPerDay, networkPerHour } = mailLimits;
  const args = [randomUUID(), addressPerHour, addressPerDay, networkPerHour];
  return Number(await runScript(redis, countScript, keys, args)) === 1;
}
