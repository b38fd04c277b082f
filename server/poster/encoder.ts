import { fork } from 'node:child_process';
import path from 'node:path';
import pLimit from 'p-limit';
import { Refusal, refuse, tryAgain } from '../errors/refusal.ts';
import type { EncodedSize } from './encode.ts';
import type { Encoded } from './encode-process.ts';

const encoding = pLimit(1);
const waitingMax = 8;
const encodeMsMax = 30_000;
/** Next's bundle, which encodes no poster, has no import.meta.dirname. */
const processFile = () => path.join(import.meta.dirname, 'encode-process.ts');

/**
 * Re-encodes an uploaded image, one at a time, in a process without the server's secrets. Refusals:
 * those of `encode`; TOO_LARGE if the process takes longer than 30 s or runs out of memory;
 * TRY_AGAIN if eight other files wait.
 */
export async function encodePoster(
  file: Uint8Array,
  { file: program = processFile(), msMax = encodeMsMax } = {},
): Promise<EncodedSize[]> {
  if (encoding.pendingCount >= waitingMax) throw tryAgain(new Error('too many posters wait'));
  const encoded = await encoding(() => runProcess(program, file, msMax));
  if (encoded === null) throw new Refusal('TOO_LARGE', {});
  return 'sizes' in encoded ? encoded.sizes : refuse(encoded.refusal);
}

/** Returns null if the process ends without an answer. */
async function runProcess(
  program: string,
  file: Uint8Array,
  msMax: number,
): Promise<Encoded | null> {
  const child = fork(program, {
    env: { NODE_ENV: 'production' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Encoded | null>();
  child.once('message', (encoded) => resolve(encoded as Encoded));
  child.once('disconnect', () => resolve(null)); // after the message, if there is one
  child.once('error', reject);
  child.send(file, () => undefined); // an error here means a disconnect, too
  const overdue = setTimeout(() => child.kill('SIGKILL'), msMax);
  try {
    return await promise;
  } finally {
    clearTimeout(overdue);
    child.kill('SIGKILL');
  }
}
