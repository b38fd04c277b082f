import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  call,
  fanOf,
  kinds,
  read,
  type Reply,
  requestFor,
  send,
} from '#tests/support/http-client.ts';
import { actorIn, settled } from '#tests/support/actors.ts';
import { aPerson } from '#tests/support/factories.ts';
import { absentObjects, procedures, type World } from '#tests/support/procedures.ts';
import { rowHashes } from '#tests/support/database-state.ts';
import { testSite } from '#tests/support/test-site.ts';
import { transmit } from '#tests/support/wire.ts';
import { endpoints } from './endpoints.ts';

// Sends one named bad input for each rule of REST. The file fuzz.test.ts sends random inputs.
const { stores, instance } = testSite({ QUEUE_GRACE_SECONDS: '3600' });
let world: World & { userId: string; signed: Headers; both: Headers; admin: Headers };
beforeAll(async () => {
  const {
    show,
    userId,
    accessToken = '',
    queueToken = '',
    reservationId = 0,
  } = await actorIn(stores, 'holding');
  const { paymentId = 0 } = await actorIn(stores, 'paid');
  const administrator = fanOf(await aPerson(stores.db, 'OWNER'));
  const signed = { authorization: `Bearer ${accessToken}` };
  const admin = { authorization: `Bearer ${administrator.accessToken}` };
  world = {
    ...absentObjects,
    ...show,
    reservationId,
    paymentId,
    userId,
    signed,
    both: { ...signed, 'x-queue-token': queueToken },
    admin,
  };
  await settled(stores, show);
}, 90_000);

type Headers = Record<string, string>;
const key = () => randomUUID();
const issuesOf = ({ refusal }: Reply) =>
  (refusal?.['issues'] as { path: string }[] | undefined)?.map(({ path }) => path);

/** A valid request to an endpoint; `key` is true if the request needs an Idempotency-Key. */
interface Sample {
  path: string;
  query?: string;
  body?: Record<string, unknown>;
  key?: true;
}
const samples: Record<string, () => Sample> = {
  signUp: () => ({
    path: '/auth/users',
    body: { email: `${key()}@jari.example`, password: 'long enough', name: 'New' },
  }),
  signIn: () => ({
    path: '/auth/token',
    body: { email: `${key()}@jari.example`, password: 'long enough' },
  }),
  joinLine: () => ({
    path: `/concert/${world.userId}/Token`,
    body: { concertId: world.concertId },
  }),
  pollPlace: () => ({ path: `/concert/${world.userId}/Token` }),
  readBoard: () => ({ path: `/api/queue/${world.concertId}/board` }),
  listConcerts: () => ({ path: '/concert' }),
  listDates: () => ({ path: `/concert/${world.concertId}/dates` }),
  listAvailability: () => ({ path: `/concert/${world.concertId}/availability` }),
  holdSeats: () => ({
    path: `/concert/${world.userId}/reservation`,
    body: { concertOptionId: world.performanceId, seats: ['02', '03'] },
  }),
  readBalance: () => ({ path: `/concert/${world.userId}/balance` }),
  chargeWallet: () => ({
    path: `/concert/${world.userId}/balance`,
    body: { amount: 1_000 },
    key: true,
  }),
  pay: () => ({
    path: `/concert/${world.userId}/payment`,
    body: { reservationId: world.reservationId },
    key: true,
  }),
  listPayments: () => ({ path: `/concert/${world.userId}/payment` }),
  readTicketKeys: () => ({ path: '/.well-known/jwks.json' }),
  readVoidTickets: () => ({
    path: `/.well-known/void-tickets`,
    query: `?performanceId=${world.performanceId}`,
  }),
};
const sampleOf = (id: string): Sample => samples[id]?.() ?? { path: '/none' };
const written = endpoints.filter(({ method }) => method === 'POST');

interface Change {
  body?: unknown;
  raw?: string | Buffer;
  query?: string;
  path?: string;
  headers?: Headers;
}

/**
 * Sends the endpoint's valid sample with a change. Removes each header that the change sets to
 * null.
 */
async function rest(
  id: string,
  { body, raw, path, headers = {}, ...change }: Change = {},
): Promise<Reply> {
  const sample = sampleOf(id);
  const query = change.query ?? sample.query ?? '';
  const method = endpoints.find((endpoint) => endpoint.id === id)?.method ?? 'GET';
  const content = raw ?? (body === undefined ? JSON.stringify(sample.body) : JSON.stringify(body));
  return send(`${instance.url}${path ?? sample.path}${query}`, {
    method,
    headers: {
      ...world.both,
      ...(sample.key && { 'idempotency-key': key() }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && {
      body: typeof content === 'string' ? content : new Uint8Array(content),
    }),
  });
}

/** Bad values by rule, which the tests send in every field with the rule. */
const badValues = {
  id: {
    zero: 0,
    negative: -1,
    'a fraction': 1.5,
    'too large': 2_147_483_648,
    text: '1',
    list: [1],
    truth: true,
    nothing: null,
  },
  amount: {
    zero: 0,
    negative: -5,
    'a fraction': 0.5,
    'too large': 10_000_001,
    text: '1000',
    hexadecimal: '0x10',
    nothing: null,
  },
  seat: {
    'one digit': '1',
    'three digits': '001',
    'full width': '０１',
    number: 1,
    list: ['01'],
    'a line end': '01\n',
  },
  seats: {
    none: [],
    twice: ['02', '02'],
    'fifty-one': Array.from({ length: 51 }, (_, at) => String(at + 10)),
    text: '02',
    object: {},
  },
  date: {
    'no such day': '2026-02-30',
    'no leap year': '2100-02-29',
    'year 0': '0000-01-01',
    'no such month': '2026-13-01',
    short: '2026-1-1',
    'an instant': '2026-01-01T00:00:00Z',
    number: 20_260_101,
  },
  email: {
    'no address': 'nobody',
    NUL: 'a\0b@jari.example',
    'too long': `${'x'.repeat(250)}@jari.example`,
    list: ['a@jari.example'],
    'a quoted local part': '"a b"@jari.example',
    'two dots in a row': 'a..b@jari.example',
    'a trailing dot': 'a@jari.example.',
    'an address literal': 'a@[127.0.0.1]',
  },
  'new email': {
    '65 octets before the @': `${'x'.repeat(65)}@jari.example`,
    'a label of 64': `a@${'b'.repeat(64)}.example`,
    'a label that ends with a hyphen': 'a@b-.example',
  },
  padded: { 'too long with its spaces': `a@jari.example${' '.repeat(250)}` },
  password: {
    short: 'seven77',
    'four wide characters': '😀😀😀😀',
    'three syllables in NFD': '한글날'.normalize('NFD'),
    'four syllables in single jamo': 'ㄱㅏㄱㅏㄱㅏㄱㅏ',
    'too long': 'x'.repeat(201),
    number: 12_345_678,
    NUL: 'long \0enough',
  },
  name: {
    empty: '',
    blank: '   ',
    NUL: 'a\0b',
    'half a character': '\uD800',
    'too long': 'x'.repeat(101),
    padded: `a${' '.repeat(100)}`,
    invisible: '\u3164',
    reversed: 'a\u202Eb',
    '99-fold combined': `a${'\u0301'.repeat(99)}`,
  },
} as const;
type Rule = keyof typeof badValues;

const restFields: [string, string, Rule, object?][] = [
  ['joinLine', 'concertId', 'id'],
  ['joinLine', 'concertOptionId', 'id', {}],
  ['holdSeats', 'concertOptionId', 'id'],
  ['holdSeats', 'seats', 'seats'],
  ['holdSeats', 'seat', 'seat', { concertOptionId: 1 }],
  ['holdSeats', 'date', 'date', { seat: '01' }],
  ['chargeWallet', 'amount', 'amount'],
  ['chargeWallet', 'balance', 'amount', {}],
  ['pay', 'reservationId', 'id'],
  ['pay', 'concertOptionId', 'id', {}],
  ['signUp', 'email', 'email'],
  ['signUp', 'email', 'new email'],
  ['signUp', 'email', 'padded'],
  ['signUp', 'password', 'password'],
  ['signUp', 'name', 'name'],
  ['signIn', 'email', 'email'],
];
const restCases = restFields.flatMap(([id, field, rule, others]) =>
  Object.entries(badValues[rule]).map(([what, value]: [string, unknown]) => ({
    id,
    field,
    what,
    value,
    others,
  })),
);

test.each(restCases)(
  'REST $id: $field: $what is 400, and the issue names the field',
  async ({ id, field, value, others }) => {
    const reply = await rest(id, { body: { ...(others ?? sampleOf(id).body), [field]: value } });
    expect([reply.status, reply.refusal?.code]).toEqual([400, 'BAD_INPUT']);
    expect(issuesOf(reply)?.some((path) => path.split('.')[0] === field)).toBe(true);
  },
);

test('every endpoint has a sample, and accepts it', async () => {
  expect(Object.keys(samples).sort()).toEqual(endpoints.map(({ id }) => id).sort());
  for (const { id, status } of endpoints) {
    const reply = await rest(id);
    expect([id, reply.status]).toEqual([id, id === 'signIn' ? 401 : status]);
  }
  await settled(stores, world); // waits for the payment among the samples
});

const chosen = [
  'price',
  'amountKrw',
  'role',
  'userId',
  'owner',
  'expiresAt',
  'heldUntil',
  'status',
  '__proto__',
  'constructor',
];

test('no body accepts a price, an amount to pay, a role, an owner or an end', async () => {
  const before = await rowHashes(stores.db);
  for (const { id } of written) {
    for (const name of [...chosen, ...(id === 'chargeWallet' ? [] : ['amount', 'balance'])]) {
      const body = Object.fromEntries([
        ...Object.entries(sampleOf(id).body ?? {}),
        [name, name === 'role' ? 'ADMIN' : 1],
      ]);
      const reply = await rest(id, { body });
      expect([id, name, reply.status, reply.refusal?.code]).toEqual([id, name, 400, 'BAD_INPUT']);
    }
  }
  for (const [name, { who, input }] of Object.entries(procedures)) {
    if (input === undefined) continue;
    for (const field of chosen) {
      const given = Object.fromEntries([
        ...Object.entries(input(world)),
        [field, field === 'role' ? 'ADMIN' : 1],
      ]);
      const reply = await call(
        instance.url,
        name,
        given,
        who === 'admin' ? world.admin : world.both,
      );
      expect([name, field, reply.status, reply.refusal?.code]).toEqual([
        name,
        field,
        400,
        'BAD_INPUT',
      ]);
    }
  }
  expect(await rowHashes(stores.db)).toEqual(before);
});

const mediaTypes = [
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'text/plain',
  '',
];

test('every endpoint and mutation accepts only JSON of at most 64 KiB', async () => {
  const before = await rowHashes(stores.db);
  const tooLarge = JSON.stringify({ name: 'x'.repeat(66_000) });
  const mutations = [...kinds]
    .filter(([, kind]) => kind === 'mutation')
    .map(([name]) => `/api/trpc/${name}`);
  for (const path of [
    ...written.flatMap(({ id }) => [sampleOf(id).path, `/api${sampleOf(id).path}`]),
    ...mutations,
  ]) {
    for (const type of mediaTypes) {
      const headers = {
        ...world.both,
        'idempotency-key': key(),
        ...(type !== '' && { 'content-type': type }),
        'content-length': 2,
      };
      const { status, text } = await transmit(instance.url, {
        method: 'POST',
        path,
        headers,
        body: '{}',
      });
      expect([path, type, status, text.includes('NOT_JSON')]).toEqual([path, type, 415, true]);
    }
    const headers = { 'content-type': 'application/json' };
    const reply = await send(`${instance.url}${path}`, { method: 'POST', headers, body: tooLarge });
    expect([path, reply.status, reply.refusal?.code]).toEqual([path, 413, 'TOO_LARGE']);
  }
  expect(await rowHashes(stores.db)).toEqual(before);
});

const broken: [string, (sound: string) => string | Buffer][] = [
  ['nothing', () => ''],
  ['cut short', (sound) => sound.slice(0, -1)],
  ['a comma too many', (sound) => sound.replace(/\}$/, ',}')],
  ['single quotes', (sound) => sound.replaceAll('"', "'")],
  ['not a number', () => '{"amount":NaN}'],
  ['hexadecimal', () => '{"amount":0x10}'],
  ['a byte order mark', (sound) => `\uFEFF${sound}`],
  ['a name twice', (sound) => sound.replace(/\}$/, `,${sound.slice(1)}`)],
  [
    'a name twice, differently written',
    (sound) =>
      sound.replace(
        /^\{"(.)/,
        (_, first: string) =>
          `{"\\u00${first.charCodeAt(0).toString(16)}${sound.slice(3).split('"')[0] ?? ''}":1,"${first}`,
      ),
  ],
  [
    'not UTF-8',
    (sound) =>
      Buffer.concat([
        Buffer.from(sound.slice(0, -3)),
        Buffer.from([0xff]),
        Buffer.from(sound.slice(-3)),
      ]),
  ],
  ['UTF-16', (sound) => Buffer.from(sound, 'utf16le')],
  ['nested without end', () => '['.repeat(60_000)],
  ['deeply nested', () => `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
];

test.each(broken)(
  'every endpoint and mutation refuses a body that is not unambiguous JSON: %s',
  async (_, write) => {
    const before = await rowHashes(stores.db);
    for (const { id } of written) {
      const reply = await rest(id, { raw: write(JSON.stringify(sampleOf(id).body)) });
      expect([id, reply.status, reply.refusal?.code]).toEqual([id, 400, 'BAD_INPUT']);
    }
    for (const [name, { who, input }] of Object.entries(procedures)) {
      if (kinds.get(name) !== 'mutation' || input === undefined) continue;
      const sound = requestFor(
        instance.url,
        name,
        input(world),
        who === 'admin' ? world.admin : world.both,
      );
      const content = write(await sound.clone().text());
      const reply = await read(
        await fetch(sound, {
          body: typeof content === 'string' ? content : new Uint8Array(content),
        }),
      );
      expect([name, reply.status, reply.refusal?.code]).toEqual([name, 400, 'BAD_INPUT']);
    }
    expect(await rowHashes(stores.db)).toEqual(before);
  },
);

test('every numeric field refuses a number that only rounding makes an integer', async () => {
  const before = await rowHashes(stores.db);
  const numbers = /(?<=[:[,])\d+(?=[,}\]])/g;
  const spoiltOnes = (sound: string) =>
    [...sound.matchAll(numbers)].map(
      ({ 0: number, index }) =>
        `${sound.slice(0, index)}${number}.${'0'.repeat(30)}1${sound.slice(index + number.length)}`,
    );
  const reported = ['{"amount":9999999.99999999999}', '{"balance":9999999.99999999999}'];
  let sent = 0;
  for (const { id } of written)
    for (const raw of [
      ...spoiltOnes(JSON.stringify(sampleOf(id).body)),
      ...(id === 'chargeWallet' ? reported : []),
    ]) {
      const reply = await rest(id, { raw });
      expect([id, raw, reply.status, reply.refusal?.code]).toEqual([id, raw, 400, 'BAD_INPUT']);
      expect(issuesOf(reply)).not.toContain(''); // each issue names a field
      sent++;
    }
  for (const [name, { who, input }] of Object.entries(procedures)) {
    if (input === undefined) continue;
    const headers = {
      ...(who === 'admin' ? world.admin : world.both),
      'content-type': 'application/json',
    };
    for (const raw of spoiltOnes(JSON.stringify(input(world)))) {
      const url = `${instance.url}/api/trpc/${name}`;
      const reply = await (kinds.get(name) === 'mutation'
        ? send(url, { method: 'POST', headers, body: raw })
        : send(`${url}?input=${encodeURIComponent(raw)}`, { headers }));
      expect([name, raw, reply.status, reply.refusal?.code]).toEqual([name, raw, 400, 'BAD_INPUT']);
      sent++;
    }
  }
  expect(sent).toBeGreaterThan(20);
  expect(await rowHashes(stores.db)).toEqual(before);
});

test('paths, queries and keys are as strict as bodies', async () => {
  const at = (segment: string, rest: string) => `/concert/${segment}/${rest}`;
  const cases: [string, Promise<Reply>, string][] = [
    ...[
      '0',
      '-1',
      '01',
      '1.0',
      '1e3',
      '0x10',
      '2147483648',
      '%31',
      '%00',
      '１',
      '..%2F',
      "1'--",
      '1%20',
    ].map((segment): [string, Promise<Reply>, string] => [
      segment,
      rest('listDates', { path: at(segment, 'dates') }),
      'concertId',
    ]),
    ...['0', '01', '2147483648', '%31', 'me'].map((segment): [string, Promise<Reply>, string] => [
      segment,
      rest('readBoard', { path: `/api/queue/${segment}/board` }),
      'concertId',
    ]),
    ...['me', '1', `${world.userId}0`, `{${world.userId}}`, `urn:uuid:${world.userId}`, '%00'].map(
      (segment): [string, Promise<Reply>, string] => [
        segment,
        rest('readBalance', { path: at(segment, 'balance') }),
        'userId',
      ],
    ),
    ...Object.entries(badValues.date).map(([what, day]): [string, Promise<Reply>, string] => [
      what,
      rest('listAvailability', { query: `?date=${day}` }),
      'date',
    ]),
    ...[
      '',
      '?performanceId=',
      '?performanceId=0',
      '?performanceId=01',
      '?performanceId=1.0',
      '?performanceId=2147483648',
    ]
      .concat([
        '?performanceId=%EF%BC%91',
        '?performanceId=%00',
        '?performanceId=1&performanceId=1',
        '?performanceId=%',
      ])
      .map((query): [string, Promise<Reply>, string] => [
        query,
        rest('readVoidTickets', { query }),
        'performanceId',
      ]),
    [
      'a day twice',
      rest('listAvailability', { query: '?date=2026-01-01&date=2026-01-01' }),
      'date',
    ],
    ['a page of none', rest('listPayments', { query: '?limit=0' }), 'limit'],
    ['a page too long', rest('listPayments', { query: '?limit=101' }), 'limit'],
    ['a page twice', rest('listPayments', { query: '?limit=1&limit=2' }), 'limit'],
    ['no payment', rest('listPayments', { query: '?before=0' }), 'before'],
    ...['seven77', 'x'.repeat(65), 'a key with gaps', '%0d%0a12345678', 'eight.ch'].map(
      (value): [string, Promise<Reply>, string] => [
        value,
        rest('chargeWallet', { headers: { 'idempotency-key': value } }),
        'Idempotency-Key',
      ],
    ),
  ];
  for (const [what, answer, field] of cases) {
    const reply = await answer;
    expect([what, reply.status, reply.refusal?.code, [...new Set(issuesOf(reply))]]).toEqual([
      what,
      400,
      'BAD_INPUT',
      [field],
    ]);
  }
  for (const { id } of endpoints) {
    for (const query of ['?userId=1', '?__proto__=1', '?=', '?date=2026-01-01&price=1']) {
      const reply = await rest(id, { query });
      expect([id, query, reply.status, reply.refusal?.code]).toEqual([id, query, 400, 'BAD_INPUT']);
    }
  }
});
