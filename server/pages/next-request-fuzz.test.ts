import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  form,
  type GuardedSite,
  json,
  openGuardedSite,
  unsoundLines,
} from '#tests/support/guarded-site.ts';
import { fuzzRuns, fuzzTimeoutMs, holds } from '#tests/support/fuzz-runs.ts';
import {
  hostileTexts,
  wrongHeaders,
  wrongMediaTypes,
  wrongSegments,
} from '#tests/support/hostile-inputs.ts';
import { type Answer, type Sent, transmit } from '#tests/support/wire.ts';

let site: GuardedSite;
beforeAll(async () => void (site = await openGuardedSite()), 120_000);
afterAll(() => site.close());

/** Throws an error if the status is a failure or the text reveals internals, such as a stack. */
function checkAnswer(sent: unknown, { status, text }: Answer): void {
  const said = `${JSON.stringify(sent).slice(0, 600)} → ${String(status)} ${text.slice(0, 300)}`;
  if (status < 200 || status >= 500) throw new Error(`${said}: a failure`);
  // The bundler writes /ROOT/ instead of a folder into scripts.
  if (/(?<!\/ROOT\/)node_modules|"stack"|\bat [\w.<>]+ \(\w*:?\//.test(text))
    throw new Error(`${said}: reveals internals`);
}

// Generators for requests to pages, static files and next-auth, each part of which can be
// malformed.
const oddText = fc.oneof(
  fc.constantFrom(...hostileTexts, '%', '%25', '%zz', ':', 'http://[', 'javascript:1', ''),
  fc.string({ unit: 'binary' }),
);
const malformed = fc.constantFrom(
  '%',
  '%zz',
  '%E0%A4%A',
  '%c0%af',
  '%0d%0a',
  '%00',
  '%1b%5b31m',
  '%c2%9b',
);
const escapedOrNot = fc.oneof(
  oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.stringMatching(/^[\x21\x24-\x7e]{0,40}$/),
  malformed,
  fc.integer({ min: 500, max: 9_000 }).map((length) => 'a'.repeat(length)),
);
const actedOn = fc.constantFrom('callbackUrl', 'error'); // parameters that next-auth interprets
const parameterNames = fc.oneof(
  actedOn,
  fc.constantFrom(
    'returnTo',
    '_rsc',
    'nxtPconcertId',
    '__nextLocale',
    'code',
    'state',
    'csrf',
    '__proto__',
    'x',
  ),
);
const queries = fc
  .array(fc.tuple(parameterNames, escapedOrNot), { maxLength: 3 })
  .map((fields) =>
    fields.length === 0 ? '' : `?${fields.map(([name, value]) => `${name}=${value}`).join('&')}`,
  );
const known = fc.nat().map((at) => site.pages[at % site.pages.length] ?? '/');
const pagePaths = fc.oneof(
  known,
  fc.tuple(known, malformed).map(([page, segment]) => `${page === '/' ? '' : page}/${segment}`),
  fc
    .tuple(known, fc.oneof(wrongSegments, escapedOrNot))
    .map(([page, segment]) => `${page === '/' ? '' : page}/${segment}`),
  fc
    .tuple(
      fc.constantFrom(
        'concerts',
        'checkout',
        'reservations',
        'admin/concerts',
        '_next/static',
        '_next',
        '_next/image',
      ),
      wrongSegments,
    )
    .map((all) => `/${all.join('/')}`),
  fc
    .tuple(wrongSegments, fc.constantFrom('calendar', 'queue', 'dates', 'seats/1'))
    .map(([id, page]) => `/${page === 'calendar' ? 'reservations' : 'concerts'}/${id}/${page}`),
  known.map((page) => `${page}.rsc`),
  fc.constant('').map(() => site.file),
);
const authPaths = fc
  .oneof(
    fc.constantFrom('csrf', 'session', 'providers', 'verify-request', '_log'),
    fc.constantFrom('signin', 'signin/kakao', 'signin/x', 'signout', 'error'),
    fc.constantFrom('callback/credentials', 'callback/kakao', 'callback/x'),
    wrongSegments.map((segment) => `signin/${segment}`),
  )
  .map((name) => `/api/auth/${name}`);
const targets = fc
  .oneof(
    fc.tuple(pagePaths, queries),
    fc.tuple(authPaths, queries),
    fc.tuple(
      authPaths,
      fc.tuple(actedOn, escapedOrNot).map(([name, value]) => `?${name}=${value}`),
    ),
  )
  .map((parts) => parts.join(''));
const cookieNames = fc.oneof(
  fc
    .constantFrom(
      'callback-url',
      'csrf-token',
      'session-token',
      'session-token.0',
      'session-token(',
      'state',
      'nonce',
      'pkce.code_verifier',
    )
    .map((name) => `next-auth.${name}`),
  fc.constantFrom(
    'jari-locale',
    'jari-theme',
    'jari-queue-1',
    'jari-queue-x',
    '__proto__',
    'other',
    '',
  ),
);
const cookies = fc
  .array(fc.tuple(cookieNames, fc.oneof(escapedOrNot, wrongHeaders)), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('; '))
  .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));
const tree = encodeURIComponent(
  JSON.stringify([
    '',
    { children: ['concerts', { children: [['concertId', '1', 'd', null], {}] }] },
    null,
    'refetch',
  ]),
);
const steps = fc.record(
  {
    rsc: fc.constantFrom('1', '0', 'x'),
    'next-router-state-tree': fc.oneof(
      fc.constantFrom(tree, 'x', '%', '%5B%22%22%2C%7B%7D%5D'),
      wrongHeaders,
    ),
    'next-router-prefetch': fc.oneof(fc.constantFrom('1', '2', '3', '9'), wrongHeaders),
    'next-router-segment-prefetch': fc.oneof(
      fc.constantFrom('/_tree', '/', '/x/../y', '//', '/%'),
      wrongHeaders,
    ),
    'next-url': fc.oneof(fc.constantFrom('/', '/%', '//x', '/concerts/1'), wrongHeaders),
  },
  { requiredKeys: ['rsc'] },
);
const oddHeaderNames = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
]
  .concat([
    'if-unmodified-since',
    'next-action',
    'next-hmr-refresh',
    'next-resume',
    'origin',
    'range',
    'referer',
    'sec-fetch-dest',
    'te',
    'upgrade',
  ])
  .concat([
    'user-agent',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-invoke-path',
    'x-matched-path',
    'x-middleware-prefetch',
    'x-middleware-subrequest',
  ])
  .concat([
    'x-nextjs-data',
    'x-now-route-matches',
    'x-prerender-revalidate',
    'x-queue-token',
    'content-security-policy',
  ]);
const ranges = fc.constantFrom('bytes=99999999-', 'bytes=5-2', 'bytes=0-3', 'bytes=-0', 'abc');
const oddHeaders = fc.dictionary(
  fc.constantFrom(...oddHeaderNames),
  fc.oneof(
    wrongHeaders,
    fc.constantFrom(
      '1',
      'bytes=99999999-',
      'bytes=5-2',
      'websocket',
      '*',
      '"x"',
      'document',
      'image',
    ),
  ),
  { maxKeys: 4 },
);
const bodies = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '{}',
    'null',
    '[]',
    '"x"',
    '\0',
    '$ACTION_ID_x=',
    'csrfToken=x',
    '{"callbackUrl":{}}',
    '{"json":"true"}',
  ),
  fc.tuple(parameterNames, escapedOrNot).map((field) => field.join('=')),
  fc.tuple(parameterNames, oddText).map(([name, value]) => JSON.stringify({ [name]: value })),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => 'x'.repeat(length)),
  fc.constant('--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n'),
);
const mediaTypes = fc.constantFrom(form, form, json, json, ...wrongMediaTypes);
const signedIn = fc.boolean();
// The app server refuses all methods except GET, HEAD and POST.
const forwarded = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'POST');

/**
 * The app server refuses longer heads, which client-error.test.ts and request-head.test.ts send.
 */
const headLengthMax = 15_000;

const requests = fc
  .record({
    method: fc.oneof(
      { arbitrary: forwarded, weight: 12 },
      { arbitrary: fc.constantFrom('PUT', 'DELETE', 'OPTIONS', 'PATCH'), weight: 1 },
    ),
    path: targets,
    cookie: cookies,
    step: fc.option(steps, { freq: 2 }),
    range: fc.option(ranges, { freq: 2 }),
    odd: oddHeaders,
    body: bodies,
    type: mediaTypes,
    signedIn,
  })
  .map(({ method, path, cookie, step, range, odd, body, type, signedIn: isUser }): Sent => {
    const carries = method !== 'GET' && method !== 'HEAD';
    const jar = [cookie, isUser ? site.session : ''].filter((each) => each !== '').join('; ');
    return {
      method,
      path,
      headers: {
        ...odd,
        ...step,
        ...(range !== null && { range }),
        ...(jar !== '' && { cookie: jar }),
        ...(carries && {
          'content-length': Buffer.byteLength(body),
          ...(type !== undefined && { 'content-type': type }),
        }),
      },
      body: carries ? body : null,
    };
  })
  .filter((sent) => JSON.stringify(sent.headers).length + sent.path.length < headLengthMax);

test(
  'no request to Next or next-auth causes a failure or shows a stack, with any path, query, cookies, headers and body',
  async () => {
    const statuses = new Map<number, number>();
    const check = async (sent: Sent): Promise<void> => {
      const answer = await transmit(site.url, sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      checkAnswer(sent, answer);
    };
    await holds(requests, check, { runs: fuzzRuns * 100, round: 'forwarded' });
    // Control: each expected status occurs at least once.
    for (const status of [200, 302, 400, 404, 405, 413, 415])
      expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
  },
  fuzzTimeoutMs * 4,
);

test('after all requests the log has one structured entry per line, without failures or stacks', () => {
  expect(unsoundLines(site.logs())).toEqual([]);
});
