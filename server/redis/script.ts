import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './redis.ts';

/** A Lua script that Redis runs as one atomic command. */
export interface Script {
  text: string;
  sha: string;
}

export function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

const includeLine = /^--- @include "(?<name>[^"]+)"\n/gm;

/**
 * Loads a `.lua` file by its path relative to the module at `moduleUrl`, with its includes. A line
 * `--- @include "include/presence"` names another `.lua` file by its path relative to the including
 * file. Includes each file once, before the files that need that file. Throws on a missing or a
 * cyclic include.
 */
export function loadScript(moduleUrl: string, file: string): Script {
  const included = new Set<string>();
  const include = (url: URL, path: readonly string[]): string => {
    if (path.includes(url.href)) throw new Error(`cyclic include: ${chain([...path, url.href])}`);
    if (included.has(url.href)) return '';
    const text = readLua(url, path);
    const needed = Array.from(text.matchAll(includeLine), ({ groups }) =>
      include(new URL(`${groups?.['name'] ?? ''}.lua`, url), [...path, url.href]),
    );
    included.add(url.href);
    return `${needed.join('')}${text.replace(includeLine, '')}\n`;
  };
  return scriptOf(include(new URL(file, moduleUrl), []));
}

function readLua(url: URL, path: readonly string[]): string {
  try {
    return readFileSync(url, 'utf8');
  } catch (error) {
    throw new Error(`cannot include ${chain([...path, url.href])}`, { cause: error });
  }
}

const chain = (urls: readonly string[]) =>
  urls.map((url) => url.split('/').slice(-2).join('/')).join(' → ');

type Arguments = (string | number | Buffer)[];

/** Sends the script's hash, and the script's text only if Redis does not know the hash. */
export function runScript(
  redis: RedisClient,
  script: Script,
  keys: string[],
  args: Arguments,
): Promise<unknown> {
  return evaluate((...command) => redis.call(...command), script, keys, args);
}

/** Returns each string of the reply as a Buffer, for replies that are not UTF-8. */
export function runBinaryScript(
  redis: RedisClient,
  script: Script,
  keys: string[],
  args: Arguments,
): Promise<unknown> {
  return evaluate((...command) => redis.callBuffer(...command), script, keys, args);
}

async function evaluate(
  call: (command: string, ...args: Arguments) => Promise<unknown>,
  { text, sha }: Script,
  keys: string[],
  args: Arguments,
): Promise<unknown> {
  const rest = [keys.length, ...keys, ...args];
  try {
    return await call('EVALSHA', sha, ...rest);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return call('EVAL', text, ...rest);
  }
}
