import { generateKeyPairSync } from 'node:crypto';

export const queueKeys = {
  new: 'the-key-that-signs-and-is-long-enough',
  old: 'the-key-before-it-and-is-long-enough',
};

/** An environment for tests that need keys and no stores: nothing listens where it points. */
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
