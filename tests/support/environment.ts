import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const queueKeys = {
  new: 'the-key-that-signs-and-is-long-enough',
  old: 'the-key-before-it-and-is-long-enough',
};

/**
 * Sets an environment for tests that need keys but no stores. The addresses of the stores refuse
 * connections.
 */
export function pureEnvironment(): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    REDIS_URL: 'redis://127.0.0.1:1',
    NEXTAUTH_SECRET: 'a secret for tests, long enough to be one',
    QUEUE_TOKEN_KEYS: `new:${queueKeys.new},old:${queueKeys.old}`,
    TICKET_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  });
}

const library = 'faketime/libfaketime.so.1';

/**
 * Returns the path of the library that fakes a process's clock, or undefined if the machine lacks
 * the library.
 */
function libfaketime(): string | undefined {
  const multiarch = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').map((name) => path.join('/usr/lib', name))
    : [];
  return [...multiarch, '/usr/lib64', '/usr/lib', '/usr/local/lib']
    .map((directory) => path.join(directory, library))
    .find((file) => existsSync(file));
}

export const canHaveOddClocks = libfaketime() !== undefined;

/**
 * Returns the settings of an instance whose clock is ahead by `minutes`; a negative value means
 * behind. The monotonic clock of the instance stays correct.
 */
export function oddClock(minutes: number): Record<string, string> {
  const offset = `${minutes < 0 ? '-' : '+'}${String(Math.abs(minutes))}m`;
  return { LD_PRELOAD: libfaketime() ?? '', FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
