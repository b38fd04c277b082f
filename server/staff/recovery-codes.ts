import { createHash, randomInt } from 'node:crypto';

const codeCount = 10;
const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's base32, 5 bits each
const groups = 4;
const groupLength = 4;

/** Returns ten new codes of 80 random bits each, such as `7KQ2-9D0M-XW4T-C1ZB`. */
export function newRecoveryCodes(): string[] {
  const group = () =>
    Array.from({ length: groupLength }, () => symbols[randomInt(symbols.length)]).join('');
  return Array.from({ length: codeCount }, () => Array.from({ length: groups }, group).join('-'));
}

/**
 * Hashes a code as typed: case, spaces and hyphens do not matter, O counts as 0, and I and L as 1. A
 * plain hash suffices, because nobody can try 80 random bits.
 */
export function hashOfRecoveryCode(typed: string): string {
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(code).digest('hex');
}
