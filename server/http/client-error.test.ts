import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { testSite } from '#tests/support/test-site.ts';

const { instance } = testSite();

/** Bypasses HTTP clients, which refuse to send malformed requests. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(instance.url).port), '127.0.0.1');
  socket.end(Buffer.from(bytes, 'latin1'));
  return readText(socket);
}

test('bytes that no HTTP parser accepts get a problem: NUL and line breaks in the head, or a head that is too long', async () => {
  const cases: [string, string, number, string][] = [
    [
      'NUL in a header',
      'GET /concert HTTP/1.1\r\nHost: a\r\nIdempotency-Key: a\0b\r\n\r\n',
      400,
      'BAD_INPUT',
    ],
    ['NUL in the path', 'GET /concert/\0/dates HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'BAD_INPUT'],
    [
      'a bare line feed in a header',
      'GET /concert HTTP/1.1\r\nHost: a\r\nX-Queue-Token: a\rb\r\n\r\n',
      400,
      'BAD_INPUT',
    ],
    [
      'two lengths',
      'POST /auth/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
      'BAD_INPUT',
    ],
    [
      'a length and chunks',
      'POST /auth/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
      400,
      'BAD_INPUT',
    ],
    [
      'a long path',
      `GET /concert?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      413,
      'TOO_LARGE',
    ],
    [
      'a long header',
      `GET /concert HTTP/1.1\r\nHost: a\r\nX-Queue-Token: ${'x'.repeat(20_000)}\r\n\r\n`,
      413,
      'TOO_LARGE',
    ],
  ];
  for (const [what, bytes, status, code] of cases) {
    const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
    expect([what, head.split(' ')[1], (JSON.parse(body) as { code: string }).code]).toEqual([
      what,
      String(status),
      code,
    ]);
    expect(head).toContain('application/problem+json');
  }
});
