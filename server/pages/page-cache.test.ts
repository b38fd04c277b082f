import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reply, send, sessionCookieOf } from '#tests/support/http-client.ts';
import { aPerson, aPerformance, giveRole, someTexts } from '#tests/support/factories.ts';
import { startAppServer } from '#tests/support/app-server.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { Credentials } from '../request/credentials.ts';
import { headerOf } from '../request/request.ts';
import { createSecurityHeaders } from './security-headers.ts';
import { createPageCache } from './page-cache.ts';

let stores: TestStores;
let app: Awaited<ReturnType<typeof startAppServer>>;
let concertId: number;
let at: string;
let fans: { userId: string; cookie: string }[];
let own: { server: Server; url: string };
let now = 1_000_000;

const aFan = async () => {
  const userId = await aPerson(stores.db);
  return { userId, cookie: await sessionCookieOf(userId) };
};

beforeAll(async () => {
  stores = await testStores();
  app = await startAppServer();
  ({ concertId } = await aPerformance(stores.db));
  at = `/concerts/${String(concertId)}/queue`;
  fans = await Promise.all(Array.from({ length: 5 }, aFan));
  own = await aCache(app.rendering);
}, 120_000);
afterAll(async () => {
  own.server.closeAllConnections();
  own.server.close();
  await app.close();
  await stores.close();
});

/** Starts a page cache without the app server, with the test's `now` as the clock. */
async function aCache(rendering: Parameters<typeof createPageCache>[0]) {
  const cache = createPageCache(
    rendering,
    createSecurityHeaders({ secure: false, development: false }),
    { now: () => now },
  );
  const server = createServer((req, res) => {
    const credentials = new Credentials((name) => headerOf(req, name));
    void cache
      .answer(req, res, credentials)
      .then((answered) => answered || res.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

const visit = (cookie: string, path = at, url = app.url) =>
  send(`${url}${path}`, { headers: { cookie } });
const cookieAt = (index: number) => fans[index % fans.length]?.cookie ?? '';
const hashesOf = ({ headers }: Pick<Reply, 'headers'>) =>
  Array.from(
    (headers.get('content-security-policy') ?? '').matchAll(/'sha256-([\w+/]{43}=)'/g),
    ([, hash]) => hash,
  );

async function renderedUntilNow(): Promise<number> {
  const { text } = await send(`${app.url}/api/metrics`);
  return Number(/^jari_pages_rendered_total (\d+)$/m.exec(text)?.[1]);
}

/** Returns the waiting room with its body still compressed. */
async function raw(
  headers: Record<string, string>,
): Promise<{ head: IncomingMessage; body: Buffer }> {
  const head = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${app.url}${at}`, { headers }, resolve).once('error', reject);
  });
  return { head, body: await buffer(head) };
}

test('500 visits cause at most five renderings', async () => {
  const before = await renderedUntilNow();
  const visitor = async (index: number) => {
    const seen: Reply[] = [];
    while (seen.length < 25) seen.push(await visit(cookieAt(index)));
    return seen;
  };
  const replies = (
    await Promise.all(Array.from({ length: 20 }, (_, index) => visitor(index)))
  ).flat();
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await renderedUntilNow()) - before).toBeLessThanOrEqual(5);
}, 60_000);

test('control: another page is rendered at every visit', async () => {
  const before = await renderedUntilNow();
  for (let visits = 0; visits < 10; visits++) await visit(cookieAt(0), '/wallet');
  expect((await renderedUntilNow()) - before).toBe(10);
});

test('two users get the same page, without data of any user', async () => {
  const [first, second] = await Promise.all([visit(cookieAt(0)), visit(cookieAt(1))]);
  expect(first.text).toBe(second.text);
  const users = await stores.db.user.findMany({ select: { id: true, email: true, name: true } });
  const words = users.flatMap(({ id, email, name }) => [id, email, name]);
  expect(words.length).toBeGreaterThan(10);
  expect(words.filter((word) => first.text.includes(word))).toEqual([]);
  expect(first.text).toContain('>로그아웃<'); // only signed-in users see the sign-out button
});

test('the concert, its prices and its plan are in the server’s HTML, with room for the place', async () => {
  const { text } = await visit(cookieAt(0));
  const room = '<h1[^>]*>공연</h1>.*<section[^>]* aria-label="대기실".*내 앞에.*입장.*';
  expect(text).toMatch(new RegExp(`${room}50,000원.*<details.*role="img"`, 's'));
  expect(text).not.toMatch(/ style="/); // the content security policy forbids them
});

test('a page first opened by an administrator shows later users nothing of the administrator', async () => {
  const { concertId: fresh } = await aPerformance(stores.db);
  const admin = await aFan();
  await giveRole(stores.db, admin.userId, 'OWNER');
  for (const { cookie } of [admin, ...fans]) {
    const { status, text } = await visit(cookie, `/concerts/${String(fresh)}/queue`);
    expect([status, text.includes('href="/admin"'), text.includes('>로그아웃<')]).toEqual([
      200,
      false,
      true,
    ]);
  }
  expect((await visit(admin.cookie, '/wallet')).text).toContain('href="/admin"'); // control
});

test('the policy allows each inline script of a page, and nothing else, for any title of the concert', async () => {
  const title = `</script><script nonce="x">'nonce-abc' \\" \\u003c & \u2028 🎫 ${'a'.repeat(21)} self.__next_f.push([1,"`;
  const { concertId: odd } = await aPerformance(stores.db);
  await stores.db.concert.update({
    where: { id: odd },
    data: { texts: { ...someTexts, title: { ko: title } } },
  });
  for (const path of [at, `/concerts/${String(odd)}/queue`]) {
    const reply = await visit(cookieAt(0), path);
    const inline = Array.from(
      reply.text.matchAll(/<script(?![^>]* src=)[^>]*>(.+?)<\/script>/gs),
      ([, script = '']) => createHash('sha256').update(script).digest('base64'),
    );
    expect(inline.length).toBeGreaterThan(2);
    expect(new Set(hashesOf(reply))).toEqual(new Set(inline));
    expect(`${reply.text}${reply.headers.get('link') ?? ''}`).not.toMatch(
      /nonce="|nonce-[0-9a-f]{32}/,
    );
    expect(reply.text).not.toMatch(/<style/);
  }
});

test('without a valid session the answer redirects to sign-in and back, with the chosen date', async () => {
  const userId = fans[0]?.userId ?? '';
  const forged = await encode({
    token: { sub: userId },
    secret: 'the secret of another site, long enough',
  });
  for (const cookie of [
    '',
    'a=b',
    await sessionCookieOf(userId, { maxAge: -60 }),
    `next-auth.session-token=${forged}`,
  ]) {
    for (const headers of [{ cookie }, { cookie, 'x-jari-for-anyone': '1' }]) {
      const { status, headers: received, text } = await send(`${app.url}${at}`, { headers });
      expect([status, received.get('location'), text]).toEqual([
        307,
        `/sign-in?returnTo=${encodeURIComponent(at)}`,
        '',
      ]);
    }
  }
  for (const [query, kept] of [
    ['?date=7&from=a-letter', '?date=7'],
    ['?date=//elsewhere.example', ''],
  ]) {
    const { headers } = await send(`${app.url}${at}${query ?? ''}`);
    const returnTo = encodeURIComponent(`${at}${kept ?? ''}`);
    expect([query, headers.get('location')]).toEqual([query, `/sign-in?returnTo=${returnTo}`]);
  }
});

test.each([
  '/',
  '/sign-in',
  '/sign-up',
  '/docs',
  '/terms',
  '/ja/privacy',
  '/concerts/ID',
  '/en',
  '/en/concerts/ID',
])(
  'the page %s is the same for a guest and an administrator, and other caches may keep it',
  async (page) => {
    const admin = await aFan();
    await giveRole(stores.db, admin.userId, 'OWNER');
    const path = page.replace('ID', String(concertId));
    const [guest, own] = await Promise.all([send(`${app.url}${path}`), visit(admin.cookie, path)]);
    expect([guest.status, own.status]).toEqual([200, 200]);
    expect(own.text).toBe(guest.text);
    for (const { headers } of [guest, own]) {
      expect(headers.get('cache-control')).toBe(
        'public, max-age=0, s-maxage=5, stale-while-revalidate=5',
      );
      expect(headers.has('set-cookie')).toBe(false);
      expect(headers.get('content-security-policy')).not.toContain('nonce-');
    }
    const languages = guest.text.match(/<link rel="alternate" hrefLang="[\w-]+"/g);
    expect(languages).toHaveLength(5);
  },
);

test('a public page that sets a cookie belongs to one user', async () => {
  const tooMany = Array.from({ length: 100 }, (_, id) => `jari-queue-${String(id + 1)}=a.b.c`);
  const { headers } = await visit(tooMany.join('; '), '/');
  expect(headers.getSetCookie().length).toBeGreaterThan(0);
  expect(headers.get('cache-control')).toBe('private, no-store');
});

test('a choice of language leads to its address, in a response that no cache keeps', async () => {
  const headers = { accept: 'text/html', cookie: 'jari-locale=en' };
  const { status, headers: received } = await send(`${app.url}/?q=a`, { headers });
  expect([status, received.get('location'), received.get('cache-control')]).toEqual([
    307,
    '/en?q=a',
    'private, no-store',
  ]);
  for (const path of ['/robots.txt', '/icon.svg', '/en'])
    expect([path, (await send(`${app.url}${path}`, { headers })).status]).toEqual([path, 200]);
});

test('a client can request neither an anonymous rendering nor a language', async () => {
  const admin = await aFan();
  await giveRole(stores.db, admin.userId, 'OWNER');
  const headers = { cookie: admin.cookie, 'x-jari-for-anyone': '1', 'x-jari-language': 'en' };
  const { text } = await send(`${app.url}/wallet`, { headers });
  expect(text).toMatch(/<html lang="ko".*href="\/admin"/s);
});

test.each([
  ['', 'ko', '공연'],
  ['/en', 'en', 'A concert'],
  ['/ja', 'ja', '공연'],
  ['/zh', 'zh-Hans', '공연'],
])('below %j the page’s language is %s, whatever the cookies', async (prefix, lang, title) => {
  for (const chosen of ['', 'jari-locale=en; jari-theme=dark', 'jari-locale=ko']) {
    const { text } = await visit(`${chosen}; ${cookieAt(0)}`, `${prefix}${at}`);
    const html = /<html[^>]*>/.exec(text)?.[0] ?? '';
    expect([/lang="([\w-]+)"/.exec(html)?.[1], html.includes('data-theme')]).toEqual([lang, false]);
    expect(text).toContain(title);
  }
});

test('sign-in keeps the language of the address', async () => {
  const { headers } = await send(`${app.url}/en${at}`);
  expect(headers.get('location')).toBe(`/en/sign-in?returnTo=${encodeURIComponent(at)}`);
});

test('the page is the same with gzip, without gzip and by HEAD, and no proxy may cache it', async () => {
  const cookie = cookieAt(0);
  const [packed, plain] = await Promise.all([
    raw({ cookie, 'accept-encoding': 'br, gzip' }),
    raw({ cookie }),
  ]);
  const head = await send(`${app.url}${at}`, {
    method: 'HEAD',
    headers: { cookie, 'accept-encoding': 'identity' },
  });
  expect([packed.head.headers['content-encoding'], plain.head.headers['content-encoding']]).toEqual(
    ['gzip', undefined],
  );
  expect(packed.body.length).toBeLessThan(plain.body.length / 2);
  expect(
    (await raw({ cookie, 'accept-encoding': 'gzip;q=0, br' })).head.headers['content-encoding'],
  ).toBeUndefined();
  expect(head.text).toBe('');
  expect(Number(head.headers.get('content-length'))).toBe(plain.body.length);
  for (const { headers } of [packed.head, plain.head])
    expect(headers).toMatchObject({
      'cache-control': 'private, no-store',
      vary: 'Accept-Encoding',
      'x-frame-options': 'DENY',
    });
});

test('a client-side navigation makes the browser load the document and renders nothing', async () => {
  const before = await renderedUntilNow();
  for (const [path, headers] of [
    [at, { rsc: '1' }],
    [`${at}?_rsc=abc`, {}],
    [`${at}?from=a+letter&_rsc=abc`, { rsc: '1', 'next-router-prefetch': '1' }],
  ] as const) {
    const { status, text } = await send(`${app.url}${path}`, {
      headers: { cookie: cookieAt(0), ...headers },
    });
    expect([status, text]).toEqual([204, '']);
  }
  expect(await renderedUntilNow()).toBe(before);
});

test('an unknown concert is answered with the not-found page; without a session it renders nothing', async () => {
  const none = ['/concerts/2147483647/queue', '/concerts/9999999999/queue'];
  for (const path of [...none, '/concerts/0/queue'])
    expect([path, (await visit(cookieAt(0), path)).status]).toEqual([path, 404]);
  expect((await visit('', '/concerts/0/queue')).status).toBe(404);
  const before = await renderedUntilNow();
  for (const path of none) expect([path, (await visit('', path)).status]).toEqual([path, 307]);
  expect(await renderedUntilNow()).toBe(before);
});

test('requests for unknown concerts do not evict cached pages', async () => {
  const rooms = Array.from({ length: 499 }, (_, room) => `/concerts/${String(room + 1)}/queue`);
  const rendered: string[] = [];
  const next = createServer(({ url = '', headers }, res) => {
    rendered.push(url);
    const [, nonce = ''] = /'nonce-(\w+)'/.exec(String(headers['content-security-policy'])) ?? [];
    res.writeHead(rooms.includes(url) ? 200 : 404).end(`<script nonce="${nonce}">x()</script>`);
  });
  const socketPath = `${mkdtempSync(`${tmpdir()}/jari-rooms-`)}/next.sock`;
  await new Promise<void>((resolve) => next.listen(socketPath, () => resolve()));
  const { server, url } = await aCache({ ready: true, development: false, socketPath });
  const visited = async (path: string) => (await visit(cookieAt(0), path, url)).status;
  try {
    for (const room of rooms) expect([room, await visited(room)]).toEqual([room, 200]);
    for (let id = 1; id <= 600; id++)
      expect(await visited(`/concerts/${String(2_000_000_000 + id)}/queue`)).toBe(404);
    expect(rendered.length).toBe(rooms.length + 600);
    for (const room of rooms) expect([room, await visited(room)]).toEqual([room, 200]);
    expect(rendered.length).toBe(rooms.length + 600);
  } finally {
    for (const each of [server, next]) {
      each.closeAllConnections();
      each.close();
    }
  }
});

test('a changed title shows at the next visit after a pause, and within seconds during continuous visits', async () => {
  const { concertId: changing } = await aPerformance(stores.db);
  const path = `/concerts/${String(changing)}/queue`;
  const titleNow = async () =>
    /<h1[^>]*>([^<]*)</.exec((await visit(cookieAt(0), path, own.url)).text)?.[1];
  const rename = (title: string) =>
    stores.db.concert.update({
      where: { id: changing },
      data: { texts: { ...someTexts, title: { ko: title } } },
    });
  await rename('first');
  expect(await titleNow()).toBe('first');
  await rename('second');
  now += 4_000;
  expect(await titleNow()).toBe('first'); // control: the cache still has the first title
  now += 60_000;
  expect(await titleNow()).toBe('second');
  await rename('third');
  now += 6_000;
  expect(await titleNow()).toBe('second'); // no visit waits for a new rendering
  await expect.poll(titleNow).toBe('third');
});

test('while rendering fails, the cached page is served for ten minutes', async () => {
  const [{ concertId: first }, { concertId: unseen }] = await Promise.all([
    aPerformance(stores.db),
    aPerformance(stores.db),
  ]);
  const path = `/concerts/${String(first)}/queue`;
  expect((await visit(cookieAt(0), path, own.url)).status).toBe(200);
  await stores.db.$executeRawUnsafe('ALTER TABLE performances RENAME TO elsewhere');
  now += 60_000;
  expect((await visit(cookieAt(0), path, own.url)).status).toBe(200);
  expect((await visit(cookieAt(0), `/concerts/${String(unseen)}`)).status).toBe(500); // control
  await stores.db.$executeRawUnsafe('ALTER TABLE elsewhere RENAME TO performances');

  expect((await visit(cookieAt(0))).status).toBe(200);
  await app.rendering.stop();
  for (let minutes = 2; minutes < 10; minutes++) {
    now += 60_000;
    expect([minutes, (await visit(cookieAt(minutes), path, own.url)).status]).toEqual([
      minutes,
      200,
    ]);
  }
  now += 120_000;
  expect((await visit(cookieAt(0), path, own.url)).status).toBe(503);
  expect(
    (await visit(`jari-theme=dark; ${cookieAt(0)}; of=${randomUUID()}`, path, own.url)).status,
  ).toBe(503);
  expect((await visit(cookieAt(0))).status).toBe(200); // the app server serves the cached page
  expect((await visit(cookieAt(0), '/wallet')).status).toBe(503); // control
});
