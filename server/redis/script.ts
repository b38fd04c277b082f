import { createHash } from 'node:crypto';
import type { RedisClient } from './redis.ts';

/** One atomic command of Redis, in Lua. */
export interface Script {
  text: string;
  sha: string;
}

export function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its hash, and sends it where the server does not know it yet. */
export function runScript(
  store: RedisClient,
  script: Script,
  keys: string[],
  args: (string | number | Buffer)[],
): Promise<unknown> {
  const rest = [keys.length, ...keys, ...args];
  return byHash(
    () => store.call('EVALSHA', script.sha, ...rest),
    () => store.call('EVAL', script.text, ...rest),
  );
}

/** The same, for an answer that is not text: every string in it is a Buffer. */
export function runBinaryScript(
  store: RedisClient,
  script: Script,
  keys: string[],
  args: (string | number | Buffer)[],
): Promise<unknown> {
  const rest = [keys.length, ...keys, ...args];
  return byHash(
    () => store.callBuffer('EVALSHA', script.sha, ...rest),
    () => store.callBuffer('EVAL', script.text, ...rest),
  );
}

async function byHash(
  known: () => Promise<unknown>,
  whole: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await known();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return whole();
  }
}
