/**
 * Returns 128 random bits in hexadecimal. Avoids `crypto.randomUUID`, which pages without TLS lack.
 */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
