import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Poster, storePoster } from '../poster/poster.ts';
import { concert } from '../catalog/catalog.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { fanOf, read, type Reply, seen, sessionCookieOf } from '#tests/support/http-client.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();
let admin: Record<string, string>;
let adminId: string;
beforeAll(async () => {
  adminId = await aPerson(stores.db, 'OWNER');
  admin = { authorization: `Bearer ${fanOf(adminId).accessToken}` };
});

let colour = 0;
/** Returns a different image at each call. */
async function anImage(): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: colour++, g: 100, b: 0 };
  const image = sharp({ create: { width: 800, height: 1_200, channels: 3, background } });
  return new Uint8Array(await image.png().toBuffer());
}
const upload = async (
  body: BodyInit | null,
  headers: Record<string, string> = admin,
  init: object = {},
): Promise<Reply> =>
  read(
    await fetch(`${instance.url}/api/admin/posters`, { method: 'POST', headers, body, ...init }),
  );
const get = (path: string, init: RequestInit = {}) => fetch(`${instance.url}${path}`, init);

test('an administrator’s upload is served in each size, immutable', async () => {
  const reply = await upload(await anImage());
  expect(reply.status).toBe(200);
  const { posterId, sizes } = reply.body as Poster;
  expect(posterId).toBeGreaterThan(0);
  expect(sizes.map(({ width, height }) => [width, height])).toEqual([
    [320, 480],
    [640, 960],
    [1_280, 1_920],
  ]);
  for (const { width, height, url } of sizes) {
    const image = await get(url);
    const bytes = await image.bytes();
    expect(image.status).toBe(200);
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
    });
    expect(image.headers.get('set-cookie')).toBeNull();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width, height });
  }
});

test('a browser that has an image gets 304, and HEAD gets the headers alone', async () => {
  const { sizes } = await storePoster(stores.db, await anImage()); // stored by another process
  const url = sizes[0]?.url ?? '';
  const first = await get(url);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{64}-320"$/);
  for (const known of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
    const again = await get(url, { headers: { 'if-none-match': known } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect(again.headers.get('cache-control')).toContain('immutable');
  }
  expect((await get(url, { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
  const head = await get(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
    200,
    first.headers.get('content-length'),
    '',
  ]);
});

test('a concert without a poster has an artwork, one immutable file, and no other path leads to it', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { artwork } = await concert(stores.db, concertId);
  const image = await get(artwork);
  const svg = await image.text();
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  expect(image.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(image.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(svg.length).toBeLessThan(4_000);
  expect(await sharp(Buffer.from(svg)).metadata()).toMatchObject({ width: 600, height: 800 });
  const etag = image.headers.get('etag') ?? '';
  expect((await get(artwork, { headers: { 'if-none-match': etag } })).status).toBe(304);
  for (const path of [artwork.replace(/-\w{16}/, `-${'0'.repeat(16)}`), artwork.replace('-', '-1')])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
});

test('an unknown image is a problem, not a page', async () => {
  const { sizes } = await storePoster(stores.db, await anImage());
  const url = sizes[0]?.url ?? '';
  for (const path of [
    '/posters/',
    '/posters/x-320.webp',
    `/posters/${'0'.repeat(64)}-320.webp`,
    url.replace('-320', '-321'),
    url.replace('-320', '-0320'),
    url.replace('-320', '-99999'),
    url.replace('.webp', '.png'),
    url.replace('/posters/', '/posters/../posters/x/'),
    `${url}/`,
  ]) {
    const reply = await read(await get(path));
    expect([path, ...seen(reply)]).toEqual([path, 404, 'NOT_FOUND']);
  }
  expect(seen(await read(await get(url, { method: 'POST' })))).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test('only managers and owners can upload, and a session only from Jari’s own pages', async () => {
  const image = await anImage();
  const bearer = (userId: string) => ({ authorization: `Bearer ${fanOf(userId).accessToken}` });
  const cookie = await sessionCookieOf(adminId);
  const own = new URL(instance.url).origin;
  const type = { 'content-type': 'image/png' };
  const cases: [string, Record<string, string>, number, string | undefined][] = [
    ['nobody', {}, 401, 'NOT_SIGNED_IN'],
    ['a forged token', { authorization: 'Bearer x.y.z' }, 401, 'NOT_SIGNED_IN'],
    ['a user', bearer(await aPerson(stores.db)), 403, 'ADMIN_ONLY'],
    [
      'a user’s session',
      { cookie: await sessionCookieOf(await aPerson(stores.db)), origin: own },
      403,
      'ADMIN_ONLY',
    ],
    ...(await Promise.all(
      (['SUPPORT', 'AUDITOR', 'DOOR'] as const).map(
        async (role): Promise<(typeof cases)[number]> => [
          role,
          bearer(await aPerson(stores.db, role)),
          403,
          'ADMIN_ONLY',
        ],
      ),
    )),
    ['a manager', bearer(await aPerson(stores.db, 'MANAGER')), 200, undefined],
    ['another site', { cookie, origin: 'https://elsewhere.example' }, 403, 'CROSS_SITE'],
    ['no origin', { cookie, ...type }, 403, 'CROSS_SITE'],
    ['an own page', { cookie, origin: own, ...type }, 200, undefined],
    ['an own page’s fetch', { cookie, 'sec-fetch-site': 'same-origin' }, 200, undefined],
    ['a program', { ...admin, 'content-type': 'application/octet-stream' }, 200, undefined],
  ];
  for (const [who, headers, status, code] of cases)
    expect([who, ...seen(await upload(image, headers))]).toEqual([who, status, code]);
});

test('a body above 5 MB is TOO_LARGE, declared or not; other bodies are NOT_AN_IMAGE', async () => {
  const megabytes = (count: number) => new Uint8Array(count * 1_000_000);
  expect(seen(await upload(megabytes(5)))).toEqual([415, 'NOT_AN_IMAGE']);
  expect(seen(await upload(new Uint8Array(5_000_001)))).toEqual([413, 'TOO_LARGE']);
  expect(seen(await upload(megabytes(6), {}))).toEqual([413, 'TOO_LARGE']);
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(megabytes(1)),
  });
  expect(seen(await upload(endless, admin, { duplex: 'half' }))).toEqual([413, 'TOO_LARGE']);
  for (const body of [null, '{}', '<svg xmlns="http://www.w3.org/2000/svg"/>', new FormData()])
    expect(seen(await upload(body))).toEqual([415, 'NOT_AN_IMAGE']);
  const packed = { ...admin, 'content-encoding': 'gzip' };
  expect(seen(await upload(await anImage(), packed))).toEqual([415, 'NOT_AN_IMAGE']);
  const bomb = sharp({ create: { width: 7_100, height: 7_100, channels: 3, background: 'red' } });
  expect(seen(await upload(new Uint8Array(await bomb.png().toBuffer())))).toEqual([
    413,
    'TOO_LARGE',
  ]);
});

test('other methods are METHOD_NOT_ALLOWED', async () => {
  const reply = await get('/api/admin/posters');
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
});
