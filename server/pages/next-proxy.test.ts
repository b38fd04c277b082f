import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env } from '../config/env.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { pureEnvironment } from '#tests/support/environment.ts';
import { discardBody, sendProblem } from '../request/messages.ts';
import { createNextProxy } from './next-proxy.ts';
import { createSecurityHeaders } from './security-headers.ts';

const socketPath = path.join(tmpdir(), `jari-pages-${randomUUID()}.sock`);
const pages = createNextProxy(
  { ready: true, socketPath, development: false },
  createSecurityHeaders({ secure: false, development: false }),
);
let received: string[] = [];
/** Stub of the Next process that returns each received request as JSON. */
const rendering = createServer((req, res) => {
  void text(req).then((body) => {
    received.push(body);
    const {
      'x-jari-for-anyone': anyone,
      'next-action': action,
      'x-forwarded-for': client,
      'x-forwarded-host': host,
      'x-forwarded-proto': proto,
    } = req.headers;
    res.end(
      JSON.stringify({
        method: req.method,
        body,
        client,
        host,
        proto,
        anyone,
        action,
        headers: req.headers,
      }),
    );
  });
});
const front = createServer((req, res) => {
  pages.forward(req, res).catch((error: unknown) => {
    discardBody(req);
    sendProblem(res, toRefusal(error));
  });
});
let url: string;
const listen = (server: Server, at: string | number) =>
  new Promise<void>((resolve) => server.listen(at, () => resolve()));
beforeAll(async () => {
  pureEnvironment();
  await listen(rendering, socketPath);
  await listen(front, 0);
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const server of [front, rendering]) {
    server.close();
    server.closeAllConnections();
  }
});

const chunked = (body: string) => ({
  method: 'POST',
  body: new Blob([body]).stream(),
  duplex: 'half',
});

test('a form for next-auth arrives complete, also in chunks and as JSON', async () => {
  const fields = { email: '팬@jari.example', password: 'x & y' };
  const form = new URLSearchParams(fields).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  for (const init of [
    { method: 'POST', body: form, headers },
    { ...chunked(form), headers },
    {
      method: 'POST',
      body: JSON.stringify(fields),
      headers: { 'content-type': 'application/json' },
    },
  ]) {
    const answer = (await (
      await fetch(`${url}/api/auth/callback/credentials`, init)
    ).json()) as Record<string, string>;
    expect(answer).toMatchObject({ method: 'POST', host: new URL(url).host });
    expect(Object.fromEntries(new URLSearchParams(answer['body']))).toEqual(fields);
  }
});

test('a form that is posted to a page gets the page, and its body is not forwarded', async () => {
  for (const init of [
    { method: 'POST', body: 'email=x' },
    chunked('in pieces'),
    { method: 'POST' },
  ])
    expect(await (await fetch(`${url}/sign-in`, init)).json()).toMatchObject({
      method: 'GET',
      body: '',
    });
});

test('a body over the limit is refused and does not reach the Next process', async () => {
  received = [];
  const large = 'x'.repeat(200_000);
  for (const init of [{ method: 'POST', body: large }, chunked(large)]) {
    expect((await fetch(`${url}/api/auth/callback/credentials`, init)).status).toBe(413);
  }
  expect(received).toEqual([]);
});

test('the client address comes from the connection or from a trusted proxy', async () => {
  const headers = {
    'x-forwarded-for': '203.0.113.5, 198.51.100.1',
    'x-forwarded-host': 'jari.example',
    'x-forwarded-proto': 'https',
  };
  const received = async () => (await (await fetch(url, { headers })).json()) as unknown;
  expect(await received()).toMatchObject({
    client: '127.0.0.1',
    host: new URL(url).host,
    proto: 'http',
  });
  const TRUSTED_PROXIES = new BlockList();
  TRUSTED_PROXIES.addAddress('127.0.0.1');
  Object.assign(env(), { TRUSTED_PROXIES });
  expect(await received()).toMatchObject({
    client: '198.51.100.1',
    host: 'jari.example',
    proto: 'https',
  });
});

test('a client cannot set the header of an anonymous rendering', async () => {
  const { anyone } = (await (
    await fetch(url, { headers: { 'X-Jari-For-Anyone': '1' } })
  ).json()) as { anyone?: string };
  expect(anyone).toBeUndefined();
});

test('a request for a server action does not reach the Next process', async () => {
  const { action } = (await (
    await fetch(url, { method: 'POST', headers: { 'Next-Action': 'x' } })
  ).json()) as {
    action?: string;
  };
  expect(action).toBeUndefined();
});

test('only Jari’s well-formed cookies and the headers that it uses are forwarded, each once', async () => {
  const own = [
    'next-auth.session-token=a.b',
    'next-auth.session-token.0=a',
    'next-auth.csrf-token=a%7Cb',
    'next-auth.callback-url=%2Fwallet',
    'next-auth.state=a',
    'next-auth.pkce.code_verifier=a',
    'jari-queue-7=a.b.c',
    'jari-locale=en',
  ];
  const others = [
    'jari-theme=dark',
    '_ga=1',
    'next-auth.session-tokenx=a',
    '__Host-next-auth.state=a',
    'jari-queue-x=a',
    'jari-queue-0=a',
    'jari=a',
    '=a',
    'a',
  ].concat([
    'next-auth.csrf-token=%',
    'next-auth.nonce=%00',
    'jari-theme=light',
    'next-auth.session-token.1=%E0%A4%A',
    '__proto__=a',
  ]);
  const foreign = {
    authorization: 'Bearer x',
    'x-queue-token': 'x',
    'x-middleware-prefetch': '1',
    'x-jari-language': 'en',
    'x-other': '1',
  };
  const given = { cookie: [...own, ...others].join('; '), 'user-agent': 'a browser', ...foreign };
  const { headers } = (await (await fetch(url, { headers: given })).json()) as {
    headers: Record<string, string>;
  };
  expect(headers['cookie']?.split('; ')).toEqual(own);
  expect(Object.keys(headers).sort()).toEqual(
    ['connection', 'content-security-policy', 'cookie', 'host', 'user-agent'].concat([
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-jari-language',
    ]),
  );
  const none = (await (
    await fetch(url, { headers: { cookie: others.slice(0, 8).join('; ') } })
  ).json()) as { headers: object };
  expect(none.headers).not.toHaveProperty('cookie');
});
