// Encodes one uploaded image and ends. server/poster/encoder.ts forks this file: a decoder can take
// more than a gigabyte for a hostile file, or crash, and the server must not.
import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { isRefusal } from '../errors/refusal.ts';
import { encode, type EncodedSize } from './encode.ts';

/** Message to the server. */
export type Encoded = { sizes: EncodedSize[] } | { refusal: 'NOT_AN_IMAGE' | 'TOO_LARGE' };

const lowPriority = 10;

async function answer(file: Uint8Array): Promise<Encoded> {
  try {
    return { sizes: await encode(file) };
  } catch (error) {
    if (isRefusal(error) && (error.code === 'NOT_AN_IMAGE' || error.code === 'TOO_LARGE'))
      return { refusal: error.code };
    throw error;
  }
}

setPriority(lowPriority);
// Without free memory, Linux ends this process before the server. Other systems have no such file.
await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined);
process.once('disconnect', () => process.exit());
process.once('message', (file: Uint8Array) => {
  void answer(file).then((encoded) => process.send?.(encoded, () => process.disconnect()));
});
