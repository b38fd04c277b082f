import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anotherClient, testStores, type TestStores } from '#tests/support/stores.ts';
import { outcomeOf } from '#tests/support/people.ts';
import { imageInMemory, imageOf, posterOf, storePoster } from './poster.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

/** Returns a different image at each call. */
async function anImage(): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = randomBytes(70 * 90 * 3);
  const raw = { width: 70, height: 90, channels: 3 as const };
  return new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: 20 }).toBuffer());
}
const nameIn = (url: string) => {
  const [, hash = '', width = ''] = /^\/posters\/([0-9a-f]{64})-(\d+)\.webp$/.exec(url) ?? [];
  return { hash, width: Number(width) };
};

test('a stored poster has a path per size, and each path has the image of that size', async () => {
  const poster = await storePoster(stores.db, await anImage());
  expect(await posterOf(stores.db, poster.posterId)).toEqual(poster);
  expect(poster.sizes.map(({ width, height }) => [width, height])).toEqual([
    [320, 411],
    [640, 823],
    [1_280, 1_646],
  ]);
  for (const { width, height, url } of poster.sizes) {
    const image = await imageOf(stores.db, nameIn(url));
    expect(await sharp(image).metadata()).toMatchObject({ format: 'webp', width, height });
  }
});

test('the same file is one poster, even if several instances store it at once', async () => {
  const file = await anImage();
  const posters = await Promise.all(
    [1, 2, 3, 4].map(() => storePoster(anotherClient(stores.db), file)),
  );
  expect(new Set(posters.map(({ posterId }) => posterId)).size).toBe(1);
  expect(await storePoster(stores.db, file)).toEqual(posters[0]);
  const { posterId } = await storePoster(stores.db, await anImage());
  expect(posterId).not.toBe(posters[0]?.posterId);
});

test('a refused file leaves no poster', async () => {
  const before = await stores.db.poster.count();
  expect(await outcomeOf(storePoster(stores.db, new Uint8Array(100)))).toBe('NOT_AN_IMAGE');
  expect(await stores.db.poster.count()).toBe(before);
});

test('an unknown poster is null, and an unknown image is NOT_FOUND', async () => {
  expect(await posterOf(stores.db, 2_147_483_647)).toBeNull();
  const { sizes } = await storePoster(stores.db, await anImage());
  const { hash } = nameIn(sizes[0]?.url ?? '');
  for (const name of [
    { hash, width: 321 },
    { hash: '0'.repeat(64), width: 320 },
    { hash, width: 9_999 },
  ])
    expect(await outcomeOf(imageOf(stores.db, name))).toBe('NOT_FOUND');
});

test('memory holds recent images up to 32 MiB, and requests for one image share one read', async () => {
  const [megabyte, hash] = [1024 * 1024, randomBytes(32).toString('hex')];
  const widths = Array.from({ length: 40 }, (_, at) => at + 1);
  await stores.db.poster.create({
    data: {
      hash,
      sizes: {
        create: widths.map((width) => ({ width, height: 1, bytes: new Uint8Array(megabyte) })),
      },
    },
  });
  const [first, ...others] = await Promise.all(
    [1, 2, 3].map(() => imageOf(stores.db, { hash, width: 1 })),
  );
  expect(others.every((image) => image === first)).toBe(true);
  for (const width of widths) await imageOf(stores.db, { hash, width });
  const kept = widths.filter((width) => imageInMemory({ hash, width }) !== undefined);
  expect(kept).toEqual(widths.slice(-32));
});
