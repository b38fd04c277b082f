import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transmit } from '#tests/support/wire.ts';
import { createSecurityHeaders } from '../pages/security-headers.ts';
import { createStaticFiles } from './static-files.ts';

const script = 'export const seats = 50;\n'.repeat(100);
const folder = mkdtempSync(path.join(tmpdir(), 'jari-build-'));
const chunks = path.join(folder, 'static', 'chunks');
mkdirSync(chunks, { recursive: true });
writeFileSync(path.join(chunks, 'a.js'), script);
writeFileSync(path.join(chunks, 'a.js.br'), brotliCompressSync(script));
writeFileSync(path.join(chunks, 'b.js'), script);
writeFileSync(path.join(folder, 'secret.js.br'), brotliCompressSync(script));
const securityHeaders = createSecurityHeaders({ secure: false, development: false });
const send = createStaticFiles(securityHeaders, folder);
const server = createServer((req, res) => {
  securityHeaders.apply(res);
  if (!send(req, res)) res.writeHead(299).end(); // in place of Next
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const file = '/_next/static/chunks/a.js';
const get = (at: string, headers: Record<string, string>) =>
  fetch(`${url}${at}`, { headers: { 'accept-encoding': 'gzip, br', ...headers } });

test('a compressed script arrives whole, typed and immutable, and once per browser', async () => {
  const whole = await get(`${file}?v=1`, {});
  expect(await whole.text()).toBe(script);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  });
  expect(whole.headers.get('permissions-policy')).toBeNull();
  expect(Number(whole.headers.get('content-length'))).toBeLessThan(script.length / 10);
  const etag = whole.headers.get('etag') ?? '';
  expect((await get(file, { 'if-none-match': etag })).status).toBe(304);
  const head = await transmit(url, {
    method: 'HEAD',
    path: file,
    headers: { 'accept-encoding': 'br' },
    body: null,
  });
  expect([head.status, head.text]).toEqual([200, '']);
});

test.each([
  ['a client without Brotli', file, { 'accept-encoding': 'gzip' }],
  ['a client that refuses Brotli', file, { 'accept-encoding': 'gzip, br;q=0' }],
  ['a range', file, { range: 'bytes=0-3' }],
  ['a file without a compressed one', '/_next/static/chunks/b.js', {}],
  ['a compressed file by its own name', `${file}.br`, {}],
  ['an unknown file', '/_next/static/chunks/c.js', {}],
  ['a file outside the folder', '/_next/static/..%2fsecret.js', {}],
  ['another path', '/secret.js', {}],
])('%s is left to Next', async (_, at, headers) => {
  expect((await get(at, headers)).status).toBe(299);
});
