import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { cancel, pay } from '#server/payment/payment.ts';
import { join } from '#server/queue/queue.ts';
import { reservationOf } from '#server/reservation/reservation.ts';
import { endpoints } from '#server/rest/endpoints.ts';
import { hold } from '#server/seating/seating.ts';
import { kinds, send, sessionCookieOf } from '../support/http-client.ts';
import { addDate, aPerson, aPerformance } from '../support/factories.ts';
import { startAppServer } from '../support/app-server.ts';
import { aHolder, placeOf } from '../support/people.ts';
import { absentObjects, procedures, type World } from '../support/procedures.ts';
import { rowHashes } from '../support/database-state.ts';
import { testStores, type TestStores } from '../support/stores.ts';

let stores: TestStores;
let server: Awaited<ReturnType<typeof startAppServer>>;
let people: Record<'guest' | 'fan' | 'admin' | 'program', Record<string, string>>;
let world: World;
let paid: number;
let fanId: string;
let paths: string[];
/** Pages as each person received them, which the first test reads and others judge. */
const seenPages: { who: string; at: string; reply: Awaited<ReturnType<typeof send>> }[] = [];
/** Policies that a client sends, which no page may take over. */
const forgedPolicies = {
  'content-security-policy': "script-src 'nonce-forged'",
  'content-security-policy-report-only': "script-src 'nonce-forged'",
};
beforeAll(async () => {
  stores = await testStores();
  server = await startAppServer();
  ({ people, world, paid, fanId } = await aScene());
  paths = appPaths();
}, 120_000);
afterAll(async () => {
  await server.close();
  await stores.close();
});

/**
 * Creates a user who has paid once and holds seats in a turn at another concert. Also creates an
 * administrator in the same queue.
 */
async function aScene() {
  const buyer = await aHolder(stores, { money: 100_000 });
  const { userId, reservationId } = buyer;
  const { paymentId } = await pay(stores.db, { ...buyer, idempotencyKey: 'paid-before' });
  const { concertId, performanceId } = await aPerformance(stores.db);
  await addDate(stores.db, concertId);
  const { token } = await join(stores, userId, concertId);
  const held = await hold(stores, placeOf(token), { performanceId, seats: [1, 2] });
  const admin = await aPerson(stores.db, 'OWNER');
  const signed = async (sub: string, queueToken: string) => ({
    cookie: `${await sessionCookieOf(sub)}; jari-queue-${String(concertId)}=${queueToken}`,
  });
  return {
    people: {
      guest: {},
      program: {
        authorization: `Bearer ${signAccessToken(userId, env().NEXTAUTH_SECRET)}`,
        'x-queue-token': token,
      },
      fan: await signed(userId, token),
      admin: await signed(admin, (await join(stores, admin, concertId)).token),
    },
    world: {
      ...absentObjects,
      concertId,
      performanceId,
      reservationId: held.reservationId,
      paymentId,
    },
    paid: reservationId,
    fanId: userId,
  };
}

// Spellings of the path of Next's internal error page; no spelling may reach the page.
const failures = [
  '/_global-error',
  '/_global-error.rsc',
  '/_global-error/',
  '/_global%2Derror',
  '/%5Fglobal-error',
];

/**
 * Returns the path of every page and route handler of app/, for a held and for a paid reservation.
 */
function appPaths(): string[] {
  const { concertId, performanceId, reservationId } = world;
  const files = globSync('app/**/{page.tsx,route.ts}', {
    cwd: path.join(import.meta.dirname, '../..'),
    exclude: ['app/api/**'],
  });
  const routes = files.map(
    (file) => `/${path.relative('app', path.dirname(file)).replace(/^\((own|public)\)\/?/, '')}`,
  );
  const at = (reservation: number) =>
    routes.map((route) =>
      route
        .replace('[concertId]', String(concertId))
        .replace('[performanceId]', String(performanceId))
        .replace('[userId]', fanId)
        .replace('[reservationId]', String(reservation)),
    );
  const all = [
    ...new Set([...at(reservationId), ...at(paid)]),
    '/no/such/page',
    '/concerts/no-number',
    '/_not-found',
    ...failures,
  ];
  expect(all.filter((each) => each.includes('['))).toEqual([]);
  return all;
}

/** Pages that are equal for everyone, so that caches may keep them. */
const isPublic = (at: string): boolean =>
  /^\/(sign-in|sign-up|docs|practice|terms|privacy|concerts\/\d+)?$/.test(at);
/** Pages that the app server keeps, also if only signed-in users get them. */
const isCached = (at: string): boolean => isPublic(at) || /^\/concerts\/\d+\/queue$/.test(at);

const nextAuthPaths = [
  'session',
  'csrf',
  'providers',
  'signin',
  'signin/google',
  'signin/nothing',
  'signout',
  '_log',
]
  .concat([
    'callback/credentials',
    'callback/google',
    'callback/nothing',
    'error',
    'verify-request',
  ])
  .map((name) => `/api/auth/${name}`);

/**
 * Returns the path of each procedure with a valid input, of each endpoint, and of health, readiness
 * and metrics.
 */
function programPaths(asked = endpoints): string[] {
  const called = [...kinds.keys()].map((name) => {
    const input = procedures[name]?.input?.(world);
    return `/api/trpc/${name}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`;
  });
  const at = asked.map((endpoint) =>
    endpoint.path.replace('{userId}', fanId).replace('{concertId}', String(world.concertId)),
  );
  return [...called, ...new Set(at), '/api/health', '/api/ready', '/api/metrics'];
}

/** Fails unless caches must not store the response. */
function expectUncached(who: string, at: string, reply: Awaited<ReturnType<typeof send>>): void {
  const caching = reply.status < 500 && reply.headers.get('cache-control');
  expect([who, at, caching]).toEqual([who, at, expect.stringMatching(/no-store/)]);
  expect([who, at, caching]).not.toEqual([who, at, expect.stringMatching(/public|s-maxage/)]);
}

/** Fails unless the policy names exactly the page's inline scripts, by their hashes. */
function expectHashes(at: string, { headers, text }: Awaited<ReturnType<typeof send>>): void {
  const policy = headers.get('content-security-policy') ?? '';
  const [, sources = ''] = /script-src 'self'([^;]*)/.exec(policy) ?? [];
  const scripts = Array.from(
    text.matchAll(/<script(?![^>]* src=)[^>]*>(.+?)<\/script>/gs),
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  expect([at, new Set(sources.split(' ').filter(Boolean))]).toEqual([at, new Set(scripts)]);
  expect([at, policy.includes('nonce'), text.includes('<style')]).toEqual([at, false, false]);
}

// Every address is requested by GET for each person. Few are also requested by HEAD and as a
// navigation within the app, in turn, so that each person and each address has both.
const everyHead = 4;
const everyNavigation = 2;

test('GET and HEAD change nothing in the database, and no response that depends on the caller can be cached', async () => {
  const shared = programPaths(endpoints.filter((endpoint) => endpoint.shared !== undefined));
  const ofCaller = new Set([
    ...paths.filter((at) => !isPublic(at)),
    ...nextAuthPaths,
    ...programPaths(endpoints.filter((endpoint) => endpoint.shared === undefined)),
  ]);
  for (const [row, [who, headers]] of Object.entries(people).entries()) {
    const before = await rowHashes(stores.db);
    for (const [column, at] of [...new Set([...paths, ...ofCaller, ...shared])].entries()) {
      const url = `${server.url}${at}`;
      const requests: RequestInit[] = [
        { headers: { ...headers, ...forgedPolicies } },
        ...((row + column) % everyHead === 0 ? [{ method: 'HEAD', headers }] : []),
        ...((row + column) % everyNavigation === 0 ? [{ headers: { ...headers, rsc: '1' } }] : []),
      ];
      for (const init of requests) {
        const reply = await send(url, init);
        expect([at, reply.status]).not.toEqual([at, 500]);
        if (ofCaller.has(at)) expectUncached(who, at, reply);
        if (init === requests[0] && paths.includes(at)) seenPages.push({ who, at, reply });
      }
    }
    expect(await rowHashes(stores.db)).toEqual(before);
  }
  for (const at of paths.filter(isPublic)) {
    const replies = seenPages.filter((seen) => seen.at === at).map(({ reply }) => reply);
    // Next writes the parts of a rendering in any order, so each text has the same characters.
    const texts = replies.map(({ text }) => Array.from(text).sort().join(''));
    expect([at, new Set(texts).size]).toEqual([at, 1]);
    expect([at, replies[0]?.headers.get('cache-control')]).toEqual([
      at,
      expect.stringMatching(/^public, .*s-maxage=5/),
    ]);
  }
}, 240_000);

test('a draft’s page and picture exist for its staff only, and no shared cache may keep them', async () => {
  const draft = await aPerformance(stores.db, {}, { state: 'DRAFT' });
  const statusOf = async (path: string, headers: Record<string, string>) => {
    const reply = await send(`${server.url}${path}`, { headers });
    const caching = reply.headers.get('cache-control') ?? '';
    return [path, reply.status, caching.includes('public')];
  };
  const pathsOf = ({ concertId }: typeof draft) => {
    const path = `/concerts/${String(concertId)}`;
    return [path, `/en${path}`, `${path}/preview.png`];
  };
  const { guest, fan, admin } = people;
  for (const [who, status] of [
    [admin, 200],
    [guest, 404],
    [fan, 404],
    [admin, 200],
  ] as const)
    for (const path of pathsOf(draft))
      expect(await statusOf(path, who)).toEqual([path, status, false]);
  const published = await aPerformance(stores.db);
  for (const path of pathsOf(published))
    expect(await statusOf(path, guest)).toEqual([path, 200, true]);
});

test('control: static files can be cached', async () => {
  const { text } = await send(`${server.url}/`);
  const script = /src="(\/_next\/static\/[^"]+)"/.exec(text)?.[1] ?? '';
  expect((await send(`${server.url}${script}`)).headers.get('cache-control')).toMatch(
    /public.*immutable/,
  );
});

test('control: permitted callers see the pages', async () => {
  const statusOf = async (at: string, who: keyof typeof people) =>
    (await send(`${server.url}${at}`, { headers: people[who] })).status;
  for (const at of paths.filter(
    (each) => !/\/(no|no-number|_not-found)\b|_global|%|calendar|sign-|checkout/.test(each),
  ))
    expect([at, await statusOf(at, at.startsWith('/reservations/') ? 'fan' : 'admin')]).toEqual([
      at,
      200,
    ]);
  expect(await statusOf('/wallet', 'guest')).toBe(307);
  expect(await statusOf(`/concert/${fanId}/balance`, 'program')).toBe(200);
});

test('a policy allows the scripts and styles of its page alone: by the nonce of the response, or by hashes in a cached page', async () => {
  expect(seenPages).toHaveLength(Object.keys(people).length * paths.length);
  const nonces = new Set<string>();
  for (const { who, at, reply } of seenPages) {
    const { headers: sent, text } = reply;
    expect([who, at, text.match(/<[^>]* (style|on[a-z]+)="[^>]*>/g)]).toEqual([who, at, null]);
    expect(text).not.toContain('forged');
    if (isCached(at)) {
      expectHashes(at, reply);
      continue;
    }
    const nonce =
      /script-src 'self' 'nonce-([^']+)'/.exec(sent.get('content-security-policy') ?? '')?.[1] ??
      '';
    expect([who, at, Buffer.from(nonce, 'base64').length, nonces.has(nonce)]).toEqual([
      who,
      at,
      16,
      false,
    ]);
    nonces.add(nonce);
    const tags = text.match(/<(script|style)\b[^>]*>/g) ?? [];
    expect([who, at, tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))]).toEqual([
      who,
      at,
      [],
    ]);
  }
  expect((await send(`${server.url}/`)).headers.get('content-security-policy')).not.toMatch(
    /unsafe|upgrade-insecure|\bws:|\*/,
  );
});

test('no proxy or middleware makes authorization decisions', () => {
  const root = path.join(import.meta.dirname, '../..');
  expect(globSync('{.,app,src}/{proxy,middleware}.{ts,tsx,js,mjs,cjs}', { cwd: root })).toEqual([]);
});

test('no page or script contains a secret, and no page contains a token', () => {
  const root = path.join(import.meta.dirname, '../..');
  const files = globSync(['.next/static/**/*.{js,css,json}', 'public/**/*'], { cwd: root }).filter(
    (file) => path.extname(file) !== '',
  );
  expect(files.length).toBeGreaterThan(10);
  const scripts = files.map((file): [string, string] => [
    file,
    readFileSync(path.join(root, file), 'utf8'),
  ]);
  expect(seenPages).toHaveLength(Object.keys(people).length * paths.length);
  const pages = seenPages.map(({ who, at, reply }): [string, string] => [
    `${who} ${at}`,
    reply.text,
  ]);
  const { DATABASE_URL, REDIS_URL, NEXTAUTH_SECRET, QUEUE_TOKEN_KEYS, TICKET_KEY } = process.env;
  const tokens = Object.values(people).flatMap((headers) =>
    Object.values(headers).flatMap((value) => value.match(/ey[\w.-]{40,}/g) ?? []),
  );
  expect(tokens).toHaveLength(6);
  const secrets = [
    new URL(DATABASE_URL ?? '').password,
    new URL(REDIS_URL ?? '').password,
    NEXTAUTH_SECRET ?? '',
    QUEUE_TOKEN_KEYS?.split(':')[1] ?? '',
    TICKET_KEY ?? '',
    ...tokens,
  ];
  expect(secrets.every((secret) => secret.length > 20)).toBe(true);
  const leaks = [...scripts, ...pages].filter(([, text]) =>
    secrets.some((secret) => text.includes(secret)),
  );
  expect(leaks.map(([name]) => name)).toEqual([]);
});

test('a reservation’s page shows ticket codes while it is paid, and no page shows them after cancellation', async () => {
  const buyer = await aHolder(stores, { money: 100_000, seats: [1, 2] });
  const { userId, reservationId } = buyer;
  await pay(stores.db, { ...buyer, idempotencyKey: 'paid-before' });
  const cookie = await sessionCookieOf(userId);
  const codesAt = async (at: string, more: Record<string, string> = {}) => {
    const headers = { cookie, ...more };
    // For a navigation within the app, Next redirects to a cacheable address.
    const { status, text } = await send(`${server.url}${at}`, { headers, redirect: 'follow' });
    expect([at, status]).toEqual([at, 200]);
    return new Set(text.match(/eyJhbGciOiJFZERTQSI[\w-]*\.[\w-]+\.[\w-]+/g));
  };
  const { tickets } = await reservationOf(stores.db, userId, reservationId);
  const page = `/reservations/${String(reservationId)}`;
  expect(await codesAt(page)).toEqual(new Set(tickets.map(({ token }) => token)));
  await cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
  for (const at of [page, '/reservations', '/wallet'])
    for (const more of [{}, { rsc: '1' }])
      expect([at, await codesAt(at, more)]).toEqual([at, new Set()]);
});

test('a calendar file leads a user without a session to sign-in, and then to the reservation', async () => {
  const reply = await send(`${server.url}/reservations/${String(paid)}/calendar`);
  expect(reply.status).toBe(307);
  const to = new URL(reply.headers.get('location') ?? '', server.url);
  expect([to.pathname, [...to.searchParams.values()]]).toEqual([
    '/sign-in',
    [`/reservations/${String(paid)}`],
  ]);
});

test('a page has the id of its request, and a new id if that one is malformed', async () => {
  const idFor = async (id: string) => {
    const { headers } = await send(`${server.url}/`, { headers: { 'x-request-id': id } });
    return headers.get('x-request-id');
  };
  expect(await idFor('a-request.1')).toBe('a-request.1');
  expect(await idFor('not one id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('requests that next-auth cannot handle are refused as problem+json', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const refused: [string, string, number, string][] = [
    ['GET', '/api/auth/callback/nobody', 404, 'NOT_FOUND'],
    ['POST', '/api/auth/callback/nobody', 404, 'NOT_FOUND'],
    ['GET', '/api/auth/callback', 404, 'NOT_FOUND'],
    ['POST', '/api/auth/session', 400, 'BAD_INPUT'],
    ['POST', '/api/auth/providers', 405, 'METHOD_NOT_ALLOWED'],
  ];
  for (const [method, at, status, code] of refused) {
    const reply = await send(`${server.url}${at}`, {
      method,
      ...(method === 'POST' && { headers: form, body: 'a=b' }),
    });
    expect([method, at, reply.status, reply.refusal?.code]).toEqual([method, at, status, code]);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  }
});
