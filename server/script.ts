import { createHash } from 'node:crypto';
import type { Store } from './redis.ts';

/** One atomic command of Redis, in Lua. */
export interface Script {
  text: string;
  sha: string;
}

export function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its hash, and sends it where the server does not know it yet. */
export async function runScript(
  store: Store,
  { text, sha }: Script,
  keys: string[],
  args: (string | number)[],
): Promise<unknown> {
  try {
    return await store.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return store.eval(text, keys.length, ...keys, ...args);
  }
}
