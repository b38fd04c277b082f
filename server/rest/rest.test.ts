import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { fanOf, type Reply, seen } from '#tests/support/http-client.ts';
import {
  aPerson,
  aPerformance,
  expireHold,
  type PerformanceIds,
} from '#tests/support/factories.ts';
import { loseQueue } from '#tests/support/test-queue.ts';
import { testSite } from '#tests/support/test-site.ts';
import { bearer, dayOf, type Headers, key, programAt } from '#tests/rest-recorder/program.ts';

const { stores, instance } = testSite();
const { get, post, joined } = programAt(instance);

/** Creates a performance of the concert, `days` days and one minute after the given performance. */
async function anotherShow(
  { concertId, performanceId }: PerformanceIds,
  days: number,
): Promise<number> {
  const first = await stores.db.performance.findUniqueOrThrow({ where: { id: performanceId } });
  const startsAt = new Date(first.startsAt.getTime() + days * 86_400_000 + 60_000);
  const { id } = await stores.db.performance.create({
    data: { concertId, startsAt, endsAt: new Date(startsAt.getTime() + 7_200_000) },
  });
  const numbers = Array.from({ length: 50 }, (_, at) => at + 1);
  await stores.db.seat.createMany({
    data: numbers.map((number) => ({
      performanceId: id,
      number,
      grade: 'S',
      priceKrw: 30_000n,
    })),
  });
  return id;
}

test('a queue is joined by its concert, by one of its shows, or by both if they agree', async () => {
  const [one, two] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const { userId, accessToken } = fanOf(await aPerson(stores.db));
  const join = (body: unknown) => post(`/concert/${userId}/Token`, body, bearer(accessToken));
  const first = await join({ concertId: one.concertId });
  for (const body of [
    { concertOptionId: one.performanceId },
    { concertId: one.concertId, concertOptionId: one.performanceId },
  ])
    expect((await join(body)).body).toMatchObject({
      status: 'ACTIVE',
      behind: (first.body as { behind: number }).behind,
    });
  expect(
    (await join({ concertId: one.concertId, concertOptionId: two.performanceId })).body,
  ).toMatchObject({
    code: 'BAD_INPUT',
    issues: [{ path: 'concertOptionId', message: expect.any(String) as unknown }],
  });
  expect(seen(await join({}))).toEqual([400, 'BAD_INPUT']);
  expect(seen(await join({ concertOptionId: 2_147_483_647 }))).toEqual([404, 'NOT_FOUND']);
  expect(await stores.db.concert.count()).toBeGreaterThan(1);
});

test('after Redis lost a queue, joining with the queue token keeps the place, and without it goes to the end', async () => {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const active = await joined(stores.db, show);
  const [first, forgetful, last] = [
    await joined(stores.db, show),
    await joined(stores.db, show),
    await joined(stores.db, show),
  ];
  const numberOf = async (
    { at, signed }: typeof first,
    shown?: { token: string },
  ): Promise<number> => {
    const headers = { ...signed, ...(shown && { 'x-queue-token': shown.token }) };
    return (
      (await post(`${at}/Token`, { concertId: show.concertId }, headers)).body as { number: number }
    ).number;
  };
  const before = [
    await numberOf(active),
    await numberOf(first),
    await numberOf(forgetful),
    await numberOf(last),
  ];
  await loseQueue(stores.redis, show.concertId);
  expect(await numberOf(forgetful, last)).toBeGreaterThan(Math.max(...before));
  expect([
    await numberOf(active, active),
    await numberOf(first, first),
    await numberOf(forgetful, forgetful),
    await numberOf(last, last),
  ]).toEqual(before);
});

test('a day identifies its only show; with several shows the request must name one', async () => {
  const show = await aPerformance(stores.db);
  const { at, turn } = await joined(stores.db, show);
  const date = await dayOf(stores.db, show.performanceId);
  const reserve = (body: unknown) => post(`${at}/reservation`, body, turn);
  expect((await reserve({ date, seat: '01' })).body).toMatchObject({
    concertOptionId: show.performanceId,
    seats: ['01'],
  });
  expect((await reserve({ date, seats: ['02', '03'] })).body).toMatchObject({
    seat: '02',
    seats: ['01', '02', '03'],
  });
  expect(seen(await reserve({ date: '2000-01-01', seat: '01' }))).toEqual([404, 'NOT_FOUND']);
  await anotherShow(show, 0);
  expect((await reserve({ date, seat: '04' })).body).toMatchObject({
    code: 'BAD_INPUT',
    issues: [{ path: 'date' }],
  });
  const later = await anotherShow(show, 3);
  const day = await dayOf(stores.db, later);
  const moved = await reserve({ date: day, seat: '04' });
  expect(moved.body).toMatchObject({ concertOptionId: later, seats: ['04'], price: 30_000 });
});

test('a taken seat is 409 and named in two digits, an unknown one 404, a malformed one 400', async () => {
  const show = await aPerformance(stores.db);
  const { concertId, performanceId: concertOptionId } = show;
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: concertOptionId, number: 9 } },
    data: { blockedReason: 'camera' },
  });
  const [me, other] = [await joined(stores.db, show), await joined(stores.db, show)];
  await post(`${other.at}/reservation`, { concertOptionId, seats: ['07', '08'] }, other.turn);
  const reserve = (rest: object) =>
    post(`${me.at}/reservation`, { concertOptionId, ...rest }, me.turn);
  expect((await reserve({ seats: ['06', '08', '07'] })).body).toEqual({
    status: 409,
    title: expect.any(String) as unknown,
    detail: expect.any(String) as unknown,
    code: 'SEAT_TAKEN',
    seats: ['07', '08'],
    requestId: expect.any(String) as unknown,
  });
  expect((await reserve({ seat: '09' })).body).toMatchObject({
    code: 'SEAT_BLOCKED',
    seats: ['09'],
  });
  for (const seat of ['00', '51', '99'])
    expect([seat, ...seen(await reserve({ seat }))]).toEqual([seat, 404, 'NOT_FOUND']);
  const malformed: object[] = [
    ...['1', '001', 'ab', '1 ', '０１', '', 7, ['01'], null, true].map((seat) => ({ seat })),
    { seats: [] },
    { seats: '01' },
    { seats: ['01', '01'] },
    { seat: '01', seats: ['02'] },
    {},
    { seat: '01', price: 1 },
    { seat: '01', date: '2026-02-30', concertOptionId: undefined },
  ];
  for (const body of malformed)
    expect([body, ...seen(await reserve(body))]).toEqual([body, 400, 'BAD_INPUT']);
  expect((await get(`/concert/${concertId}/dates`, me.turn)).body).toMatchObject({
    dates: [{ seatsLeft: 47 }],
  });
});

test('a request is checked in order: credentials, input, the path’s user, existence, the turn', async () => {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const [me, waiting] = [await joined(stores.db, show), await joined(stores.db, show)];
  const foreign = `/concert/${randomUUID()}`;
  const cases: [Promise<Reply>, number, string][] = [
    [post(`${me.at}/Token`, 'nonsense'), 401, 'NOT_SIGNED_IN'],
    [post(`${me.at}/Token`, { concertId: show.concertId }, me.turn), 401, 'NOT_SIGNED_IN'],
    [post(`${foreign}/Token`, { concertId: 0 }, me.signed), 400, 'BAD_INPUT'],
    [post(`${foreign}/Token`, { concertId: 2_147_483_647 }, me.signed), 403, 'NOT_YOURS'],
    [post(`${me.at}/Token`, { concertId: 2_147_483_647 }, me.signed), 404, 'NOT_FOUND'],
    [get('/concert/not-a-uuid/balance', me.signed), 400, 'BAD_INPUT'],
    [get(`${foreign}/balance`, me.signed), 403, 'NOT_YOURS'],
    [get(`${waiting.at}/Token`, me.turn), 403, 'NOT_YOURS'],
    [get(`${me.at}/Token`), 401, 'QUEUE_TOKEN_MISSING'],
    [get(`${me.at}/Token`, me.signed), 401, 'QUEUE_TOKEN_MISSING'],
    [get(`${me.at}/Token`, bearer('nonsense')), 401, 'QUEUE_TOKEN_INVALID'],
    [
      get(`${me.at}/Token`, { ...me.signed, 'x-queue-token': me.signed['authorization'] ?? '' }),
      401,
      'QUEUE_TOKEN_INVALID',
    ],
    [get(`${me.at}/Token`, { ...me.turn, 'x-queue-token': me.token }), 401, 'NOT_SIGNED_IN'],
    [get(`${me.at}/Token`, { ...me.signed, 'x-queue-token': waiting.token }), 403, 'NOT_YOURS'],
    [get(`/concert/2147483647/dates`, waiting.turn), 404, 'NOT_FOUND'],
    [get(`/concert/${show.concertId}/dates`, waiting.turn), 403, 'NOT_YOUR_TURN'],
    [
      get(`/concert/${(await aPerformance(stores.db)).concertId}/dates`, me.turn),
      403,
      'NOT_YOUR_TURN',
    ],
    [get(`/concert/${show.concertId}/dates`, { ...me.signed, 'x-queue-token': me.token }), 200, ''],
    [get(`/concert/${show.concertId}/dates`, { 'x-queue-token': me.token }), 200, ''],
    [get(`/concert/${show.concertId}/dates?date=2026-01-01`, me.turn), 400, 'BAD_INPUT'],
    [get(`/concert/${show.concertId}/availability?date=2026-02-30`, me.turn), 400, 'BAD_INPUT'],
    [
      get(`/concert/${show.concertId}/availability?date=2026-02-01&date=2026-02-02`, me.turn),
      400,
      'BAD_INPUT',
    ],
    [get('/concert/0/dates', me.turn), 400, 'BAD_INPUT'],
    [get('/concert/１/dates', me.turn), 400, 'BAD_INPUT'],
    [get('/concert/2147483648/dates', me.turn), 400, 'BAD_INPUT'],
  ];
  for (const [index, [answer, status, code]] of cases.entries())
    expect([index, ...seen(await answer)]).toEqual([index, status, code === '' ? undefined : code]);
});

test('a payment is checked in the contract’s order, and a refused one changes nothing', async () => {
  const show = await aPerformance(stores.db);
  const { performanceId: concertOptionId } = show;
  const { at, turn, signed } = await joined(stores.db, show);
  const pay = (body: object, headers: Headers = { ...turn, ...key() }) =>
    post(`${at}/payment`, body, headers);
  expect((await pay({ concertOptionId }, turn)).body).toMatchObject({
    code: 'BAD_INPUT',
    issues: [{ path: 'Idempotency-Key' }],
  });
  expect(seen(await pay({ concertOptionId }))).toEqual([404, 'NOT_FOUND']);
  const { body } = await post(`${at}/reservation`, { concertOptionId, seat: '01' }, turn);
  const { reservationId } = body as { reservationId: number };
  const again = key();
  expect((await pay({ concertOptionId }, { ...turn, ...again })).body).toMatchObject({
    code: 'INSUFFICIENT_BALANCE',
    missing: 50_000,
  });
  expect(seen(await pay({ reservationId }, { ...signed, ...key() }))).toEqual([
    401,
    'QUEUE_TOKEN_MISSING',
  ]);
  await post(`${at}/balance`, { amount: 50_000 }, { ...signed, ...key() });
  await expireHold(stores.db, reservationId);
  expect(seen(await pay({ reservationId }, { ...signed, ...key() }))).toEqual([
    409,
    'HOLD_EXPIRED',
  ]);
  expect(seen(await pay({ concertOptionId }))).toEqual([404, 'NOT_FOUND']);
  await post(`${at}/reservation`, { concertOptionId, seat: '02' }, turn);
  expect((await pay({ concertOptionId }, { ...turn, ...again })).status).toBe(200);
  expect((await pay({ concertOptionId }, { ...signed, ...again })).body).toMatchObject({
    token: null,
    tokenStatus: 'EXPIRED',
  });
  expect(seen(await post(`${at}/balance`, { amount: 5 }, signed))).toEqual([400, 'BAD_INPUT']);
});

test('cookies are not read, so no other site can make a browser call the API', async () => {
  const { userId } = fanOf(await aPerson(stores.db));
  const reply = await get(`/concert/${userId}/balance`, {
    cookie: 'next-auth.session-token=anything',
  });
  expect(seen(reply)).toEqual([401, 'NOT_SIGNED_IN']);
});
