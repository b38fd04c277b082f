import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { env } from '../config/env.ts';

const ivBytes = 12;
const tagBytes = 16;

/** The key has its own purpose, so that it opens nothing else that NEXTAUTH_SECRET protects. */
const key = (): Buffer =>
  Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', 'jari second factor', 32));

/**
 * Encrypts a text with AES-256-GCM for one user. Returns the nonce, the tag and the encrypted text.
 * The user id is authenticated, so that a copy in another user's row does not open.
 */
export function encryptFor(userId: string, text: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key(), iv).setAAD(Buffer.from(userId));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([iv, cipher.getAuthTag(), encrypted]));
}

/** Returns null for a text that another key or another user's id encrypted. */
export function decryptFor(userId: string, encrypted: Uint8Array): string | null {
  const bytes = Buffer.from(encrypted);
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, ivBytes))
    .setAAD(Buffer.from(userId))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const text = decipher.update(bytes.subarray(ivBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (error) {
    if (error instanceof Error) return null; // the tag does not match
    throw error;
  }
}
