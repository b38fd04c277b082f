import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { wrongFeeSchedules } from '#tests/support/hostile-inputs.ts';
import { call, fanOf } from '#tests/support/http-client.ts';
import { aPerson } from '#tests/support/factories.ts';
import { absentObjects, procedures } from '#tests/support/procedures.ts';
import { testSite } from '#tests/support/test-site.ts';

// Sends one named bad input for each rule of each field. The file server/rest/bad-input.test.ts
// tests REST.
const { stores, instance } = testSite();
let signed: Record<string, string>;
beforeAll(async () => {
  const admin = fanOf(await aPerson(stores.db, 'OWNER')); // an administrator may call every procedure
  signed = { authorization: `Bearer ${admin.accessToken}` };
});

type Rules = Record<string, unknown>;
const notANumber: Rules = {
  true: true,
  hexadecimal: '0x10',
  digits: '5',
  'full-width': '５',
  list: [5],
  null: null,
  half: 1.5,
};
const id: Rules = { ...notANumber, zero: 0, negative: -1, 'beyond integer': 2_147_483_648 };
const seats: Rules = {
  none: [],
  zero: [0],
  'fifty-one': [51],
  twice: [1, 1],
  digits: ['01'],
  'not a list': 1,
  'too many': Array.from({ length: 51 }, (_, at) => at),
};
const key: Rules = {
  'too short': 'seven77',
  'too long': 'x'.repeat(65),
  space: 'with a space',
  'full-width': '１２３４５６７８',
  NUL: 'nul\0in-it',
};
const uuid: Rules = { empty: '', number: 5, 'no UUID': 'x'.repeat(36), null: null };
const text = (max: number): Rules => ({
  empty: '',
  blank: '   ',
  'too long': 'x'.repeat(max + 1),
  NUL: 'a\0b',
  'lone surrogate': '\uD800',
  number: 5,
});

const noText: Rules = {
  text: 'x',
  'without Korean': { en: 'x' },
  'an unknown language': { ko: 'x', fr: 'x' },
  number: { ko: 5 },
};
const byLanguage = (max: number): Rules => ({
  ...noText,
  ...Object.fromEntries(Object.entries(text(max)).map(([what, ko]) => [what, { ko }])),
  'empty English': { ko: 'x', en: '' },
});
const aSeat = { seat: 1, grade: 'R', price: 1 };
const planned = { seat: 1, grade: 'R', price: 1 };
const seatPlans: Rules = {
  none: [],
  'not a list': 1,
  'too many': Array.from({ length: 51 }, (_, at) => ({ ...planned, seat: at + 1 })),
  'fifty-one': [{ ...planned, seat: 51 }],
  twice: [planned, planned],
  'no price': [{ seat: 1, grade: 'R' }],
  'negative price': [{ ...planned, price: -1 }],
  'long grade': [{ ...planned, grade: 'x'.repeat(11) }],
  'unknown kind': [{ ...planned, kind: 'BALCONY' }],
  'companion without a seat': [{ ...planned, kind: 'COMPANION' }],
  'row 0': [{ ...planned, row: 0, column: 1 }],
  'null column': [{ ...planned, row: 1, column: null }],
  'unknown field': [{ ...planned, colour: 'red' }],
};

/** Bad values by procedure, field and rule. */
const rules: Record<string, Record<string, Rules>> = {
  'account.signUp': {
    email: {
      'no address': 'nobody',
      NUL: 'a\0b@jari.example',
      'too long': `${'x'.repeat(250)}@jari.example`,
      list: ['a@jari.example'],
    },
    password: {
      'too short': 'seven77',
      'too long': 'x'.repeat(201),
      NUL: 'a\0password',
      'lone surrogate': '\uD800 password',
    },
    name: text(100),
  },
  'catalog.concert': { concertId: id },
  'catalog.dates': { concertId: id },
  'queue.join': { concertId: id },
  'queue.leave': { concertId: id },
  'seating.seats': { performanceId: id },
  'seating.hold': { performanceId: id, seats },
  'seating.bestAvailable': {
    performanceId: id,
    party: { ...notANumber, zero: 0, five: 5 },
    grade: text(10),
    priceMax: { ...notANumber, negative: -1, 'too much': 10_000_001 },
    together: { text: 'true', null: null, one: 1 },
  },
  'seating.extend': { reservationId: id },
  'seating.release': { reservationId: id, seats },
  'wallet.charge': {
    amount: { ...notANumber, zero: 0, negative: -1, 'too much': 10_000_001 },
    idempotencyKey: key,
  },
  'wallet.history': {
    kind: { text: 'GIFT', null: null, one: 1 },
    cursor: { zero: 0, text: 'x' },
    limit: { ...notANumber, zero: 0, 'too many': 101 },
  },
  'payment.pay': { reservationId: id, idempotencyKey: key },
  'reservation.get': { reservationId: id },
  'reservation.cancel': { reservationId: id, idempotencyKey: key },
  'ticket.give': {
    ticketId: id,
    email: { empty: '', 'no at': 'a.jari.example', null: null, list: ['a@jari.example'] },
    idempotencyKey: key,
  },
  'ticket.accept': { giftId: id },
  'ticket.return': { giftId: id },
  'ticket.handBack': { ticketId: id, idempotencyKey: key },
  'ticket.takeBack': { ticketId: id },
  'admin.overview': { concertId: id },
  'admin.seatMap': { performanceId: id },
  'admin.history': {
    concertId: id,
    from: { day: '2027-01-01', 'year 0': '0000-01-01T00:00:00Z', null: null },
    to: { day: '2027-01-01', 'before from': '2026-12-01T18:59:59+09:00', number: 0 },
  },
  'admin.live': { concertId: id, performanceId: { ...id, null: null } },
  'admin.queue.set': {
    concertId: id,
    reason: text(500),
    capacity: { zero: 0, half: 1.5, text: '5' },
    ratePerMinute: { zero: 0, half: 1.5 },
    sessionSeconds: { zero: 0, 'beyond a day': 86_401 },
    claimSeconds: { zero: 0, text: '60' },
    graceSeconds: { 'too short': 9, half: 10.5 },
    opensAt: {
      day: '2027-01-01',
      'no such day': '2027-02-30T00:00:00+09:00',
      'year 0': '0000-01-01T00:00:00Z',
      null: null,
    },
    lineOpensAt: {
      day: '2027-01-01',
      'without offset': '2027-01-01T00:00:00',
      'year 9999': '9999-12-31T23:59:59Z',
    },
  },
  'admin.queue.admit': { concertId: id, userId: uuid, reason: text(500) },
  'admin.queue.remove': { concertId: id, userId: uuid, reason: text(500) },
  'admin.holds.release': { reservationId: id, reason: text(500) },
  'admin.tickets.void': { ticketId: id, reason: text(500) },
  'admin.concerts.list': {
    state: { unknown: 'OVER', number: 1 },
    archived: { text: 'true' },
    cursor: { zero: 0, text: 'x' },
  },
  'admin.concerts.get': { concertId: id },
  'admin.concerts.create': {
    title: byLanguage(100),
    venue: byLanguage(100),
    description: { ...noText, 'too long': { ko: 'x'.repeat(5_001) }, NUL: { ko: 'a\0b' } },
    notices: { ...noText, 'too long': { ko: 'x', en: 'x'.repeat(5_001) } },
    ageRating: { ...notANumber, negative: -1, 'twenty-two': 22 },
    runningMinutes: { ...notANumber, zero: 0, 'beyond a day': 1_441 },
    opensAt: { day: '2090-01-01', 'year 0': '0000-01-01T00:00:00Z', null: null },
    lineOpensAt: { day: '2090-01-01', 'after the sale': '2090-01-01T20:00:01+09:00' },
    closesAt: { number: 1, 'before the sale': '2090-01-01T20:00:00+09:00' },
    holdSeconds: { zero: 0, 'beyond an hour': 3_601 },
    policy: {
      list: [],
      'capacity 0': { capacity: 0 },
      'rate 0': { ratePerMinute: 0 },
      'short grace': { graceSeconds: 9 },
      unknown: { paused: true },
    },
    posterId: { zero: 0, text: '1' },
    verifiedEmail: { text: 'true', null: null },
  },
  'admin.concerts.update': {
    concertId: id,
    version: { ...notANumber, zero: 0 },
    reason: text(200),
    maxSeats: { ...notANumber, zero: 0, 'fifty-one': 51 },
    orphanRule: { text: 'true', null: null, one: 1 },
    title: byLanguage(100),
    cancellationFees: Object.fromEntries(
      wrongFeeSchedules
        .filter((json) => json !== 'null')
        .map((json): [string, unknown] => [json, JSON.parse(json)]),
    ),
  },
  'admin.audit.list': {
    concertId: id,
    userId: uuid,
    action: text(100),
    from: { day: '2027-01-01', 'year 0': '0000-01-01T00:00:00Z', null: null },
    to: { 'without offset': '2027-01-01T00:00:00', number: 0 },
    cursor: id,
  },
  'admin.staff.grant': {
    userId: { number: 1, text: 'me', 'no version': '0a1b2c3d-0000-0000-0000-000000000000' },
    role: { unknown: 'ADMIN', 'lower case': 'owner', list: ['OWNER'], null: null },
    concerts: { none: [], text: '1', zero: [0], digits: ['1'], null: null },
    reason: text(200),
  },
  'admin.staff.revoke': {
    userId: { number: 1, text: 'me' },
    role: { unknown: 'USER', null: null },
    reason: text(200),
  },
  'admin.concerts.copy': {
    concertId: id,
    shiftDays: { half: 1.5, text: '7', 'eleven years': 4_015 },
  },
  'admin.concerts.publish': { concertId: id, version: { zero: 0 } },
  'admin.concerts.close': { concertId: id, version: { zero: 0 }, reason: text(200) },
  'admin.concerts.cancel': { concertId: id, reason: text(500), idempotencyKey: key },
  'admin.performances.cancel': { performanceId: id, reason: text(500), idempotencyKey: key },
  'admin.concerts.archive': { concertId: id, archived: { text: 'true', null: null } },
  'admin.performances.add': {
    concertId: id,
    startsAt: { day: '2090-05-01', null: null },
    seats: {
      none: [],
      'not a list': 1,
      'fifty-one': [{ ...aSeat, seat: 51 }],
      twice: [aSeat, aSeat],
      'without a price': [{ seat: 1, grade: 'R' }],
      'negative price': [{ ...aSeat, price: -1 }],
      'too high a price': [{ ...aSeat, price: 10_000_001 }],
      'two prices of a grade': [aSeat, { ...aSeat, seat: 2, price: 2 }],
      unknown: [{ ...aSeat, colour: 'red' }],
    },
  },
  'admin.performances.move': {
    performanceId: id,
    startsAt: { day: '2090-05-01' },
    reason: text(200),
  },
  'admin.performances.remove': { performanceId: id, version: { zero: 0 } },
  'admin.seats.plan': {
    performanceId: id,
    version: { ...notANumber, zero: 0 },
    seats: seatPlans,
    partial: { text: 'true', null: null, one: 1 },
  },
  'admin.seats.import': {
    performanceId: id,
    version: { ...notANumber, zero: 0 },
    csv: { empty: '', number: 5, 'too long': 'x'.repeat(20_001), 'no header': '1,R,5' },
  },
  'admin.seats.block': { performanceId: id, seats, reason: text(200) },
  'admin.seats.unblock': { performanceId: id, seats, reason: text(200) },
  'admin.plans.save': { name: text(100), seats: seatPlans },
  'admin.plans.remove': { planId: id },
  'door.find': { performanceId: id, code: text(1_000) },
  'door.admit': { performanceId: id, code: text(1_000), deviceId: key, scanId: key },
  'door.undo': { performanceId: id, ticketId: id, reason: text(500) },
  'staff.factors.add': { kind: { unknown: 'SMS', 'lower case': 'totp', null: null } },
  'staff.factors.challenge': { kind: { 'other kind': 'TOTP', null: null } },
  'staff.factors.remove': { factorId: id },
  'admin.payments.refund': { paymentId: id, reason: text(500), idempotencyKey: key },
};
const cases = Object.entries(rules).flatMap(([name, fields]) =>
  Object.entries(fields).flatMap(([field, values]) =>
    Object.entries(values).map(([what, value]) => ({ name, field, what, value })),
  ),
);
const world = { ...absentObjects, concertId: 1, performanceId: 1, reservationId: 1 };

test.each(cases)(
  '$name $field: $what is 400, and the issue names the field',
  async ({ name, field, value }) => {
    const input = { ...procedures[name]?.input?.(world), [field]: value };
    const { status, refusal } = await call(instance.url, name, input, signed);
    const issues = (refusal?.['issues'] ?? []) as { path: string }[];
    expect([status, refusal?.code, issues[0]?.path.split('.')[0]]).toEqual([
      400,
      'BAD_INPUT',
      field,
    ]);
  },
);

test('control: none of the inputs is refused without its error', async () => {
  for (const name of Object.keys(rules)) {
    const { refusal } = await call(instance.url, name, procedures[name]?.input?.(world), signed);
    expect([name, refusal?.code]).not.toEqual([name, 'BAD_INPUT']);
  }
});

const issuesIn = z.object({
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })),
});

test('every input refuses unknown fields and values outside its bounds', async () => {
  const strange = [
    0,
    -1,
    2_147_483_648,
    1.5,
    true,
    [],
    {},
    [0],
    ['1'],
    'a\0b',
    '\uD800',
    'x'.repeat(3_000),
  ];
  for (const [name, { input, alsoValid = {} }] of Object.entries(procedures)) {
    const good = input?.(world);
    if (good === undefined) continue;
    const bad: unknown[] = [null, 'text', 7, [], [good], { ...good, extra: 1 }];
    for (const [field, value] of Object.entries(good))
      for (const other of typeof value === 'string' ? strange : [...strange, '1', '', null])
        if (alsoValid[field]?.some((valid) => isDeepStrictEqual(valid, other)) !== true)
          bad.push({ ...good, [field]: other });
    const answers = await Promise.all(
      bad.map(async (given) => {
        const { status, refusal } = await call(instance.url, name, given, signed);
        const { issues } = issuesIn.safeParse(refusal).data ?? {};
        return { name, given, status, code: refusal?.code, issues: (issues ?? []).length > 0 };
      }),
    );
    expect(
      answers.filter(
        ({ status, code, issues }) => status !== 400 || code !== 'BAD_INPUT' || !issues,
      ),
    ).toEqual([]);
  }
});
