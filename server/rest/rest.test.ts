import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomesTrue } from '#scripts/wait.ts';
import { type Fan, fanOf, type Reply, send } from '../testing/client.ts';
import { aPerson, aShow, lapse, type Show } from '../testing/factories.ts';
import { type Instance, startInstance } from '../testing/instance.ts';
import { loseLine } from '../testing/line.ts';
import { testStores, type TestStores } from '../testing/stores.ts';

let stores: TestStores;
let instance: Instance;
beforeAll(async () => {
  stores = await testStores();
  instance = await startInstance();
}, 90_000);
afterAll(async () => {
  await instance.stop();
  await stores.close();
});

type Headers = Record<string, string>;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const key = (): Headers => ({ 'idempotency-key': randomUUID() });
const get = (path: string, headers: Headers = {}): Promise<Reply> => send(`${instance.url}${path}`, { headers });
const post = (path: string, body: unknown, headers: Headers = {}): Promise<Reply> =>
  send(`${instance.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const aFan = async (): Promise<Fan> => fanOf(await aPerson(stores.db));
const seen = ({ status, refusal }: Reply) => [status, refusal?.code];

/** Somebody in the line, with what they send: the queue token alone. */
async function joined({ concertId }: Show, fan?: Fan) {
  const { userId, accessToken } = fan ?? (await aFan());
  const at = `/concert/${userId}`;
  const { body } = await post(`${at}/Token`, { concertId }, bearer(accessToken));
  const { token } = body as { token: string };
  return { userId, at, token, signed: bearer(accessToken), turn: bearer(token) };
}

/** Another show of the same concert, on the same day or so many days later. */
async function anotherShow({ concertId, performanceId }: Show, days: number): Promise<number> {
  const first = await stores.db.performance.findUniqueOrThrow({ where: { id: performanceId } });
  const startsAt = new Date(first.startsAt.getTime() + days * 86_400_000 + 60_000);
  const { id } = await stores.db.performance.create({
    data: { concertId, startsAt, endsAt: new Date(startsAt.getTime() + 7_200_000) },
  });
  const numbers = Array.from({ length: 50 }, (_, at) => at + 1);
  await stores.db.seat.createMany({
    data: numbers.map((number) => ({ performanceId: id, number, grade: 'S' as const, priceKrw: 30_000n })),
  });
  return id;
}

const dayOf = async ({ performanceId }: { performanceId: number }): Promise<string> => {
  const [row] = await stores.db.$queryRaw<{ day: string }[]>`
    SELECT to_char(starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS day FROM performances WHERE id = ${performanceId}`;
  return row?.day ?? '';
};

test.each(['', '/api'])('the whole way of a program at %s/…, as the brief has it', async (base) => {
  const show = await aShow(stores.db, { capacity: 1 });
  const { concertId, performanceId } = show;
  const account = { email: `${randomUUID()}@jari.example`, password: 'a long password', name: 'A program' };
  const created = await post(`${base}/auth/users`, account);
  expect(created.status).toBe(201);
  const { userId } = created.body as { userId: string };
  const signedIn = (await post(`${base}/auth/token`, { email: account.email, password: account.password })).body;
  expect(signedIn).toEqual({ accessToken: expect.any(String) as unknown, tokenType: 'Bearer', expiresIn: 86_400, userId });
  const signed = bearer((signedIn as { accessToken: string }).accessToken);
  const at = `${base}/concert/${userId}`;

  const charged = key();
  expect((await post(`${at}/balance`, { amount: 70_000 }, { ...signed, ...charged })).body).toEqual({ balance: 70_000 });
  expect((await post(`${at}/balance`, { amount: 70_000 }, { ...signed, ...charged })).body).toEqual({ balance: 70_000 });
  expect((await post(`${at}/balance`, { balance: 5_000 }, { ...signed, ...key() })).body).toEqual({ balance: 75_000 });
  expect((await get(`${at}/balance`, signed)).body).toEqual({ balance: 75_000 });

  const { body } = await post(`${at}/Token`, { concertOptionId: performanceId }, signed);
  expect(body).toMatchObject({ status: 'ACTIVE', position: 0, etaSeconds: null, nextPollMs: expect.any(Number) as unknown });
  const { token } = body as { token: string };
  const turn = bearer(token);
  const second = await joined(show);
  const polled = (await get(`${at}/Token`, turn)).body;
  expect(polled).toMatchObject({ status: 'ACTIVE', position: 0, behind: 1, expiresAt: expect.any(String) as unknown });
  expect(polled).not.toHaveProperty('token');
  expect((await get(`${second.at}/Token`, second.turn)).body).toMatchObject({ status: 'WAITING', position: 1 });

  const date = await dayOf(show);
  expect((await get(`${base}/concert/${concertId}/dates`, turn)).body).toEqual({
    concertId,
    dates: [{ concertOptionId: performanceId, date, startsAt: expect.any(String) as unknown, seatsLeft: 50 }],
  });
  const all = Array.from({ length: 50 }, (_, index) => String(index + 1).padStart(2, '0'));
  const listed = { concertId, availableSeats: [{ concertOptionId: performanceId, date, seats: all }] };
  expect((await get(`${base}/concert/${concertId}/availability`, turn)).body).toEqual(listed);
  expect((await get(`${base}/concert/${concertId}/availability?date=${date}`, turn)).body).toEqual(listed);
  expect((await get(`${base}/concert/${concertId}/availability?date=2000-02-29`, turn)).body).toEqual({
    concertId,
    availableSeats: [],
  });

  const held = (await post(`${at}/reservation`, { concertOptionId: performanceId, seat: '07' }, turn)).body;
  expect(held).toEqual({
    reservationId: expect.any(Number) as unknown,
    concertOptionId: performanceId,
    seat: '07',
    seats: ['07'],
    price: 50_000,
    expiresAt: expect.any(String) as unknown,
  });
  const { reservationId } = held as { reservationId: number };
  const left = (await get(`${base}/concert/${concertId}/availability`, turn)).body as typeof listed;
  expect(left.availableSeats[0]?.seats).toEqual(all.filter((seat) => seat !== '07'));

  const once = key();
  const paid = await post(`${at}/payment`, { concertOptionId: performanceId }, { ...turn, ...once });
  const receipt = {
    paymentId: expect.any(Number) as unknown,
    reservationId,
    amount: 50_000,
    balance: 25_000,
    paidAt: expect.any(String) as unknown,
    token,
    tokenStatus: 'EXPIRED',
  };
  expect([paid.status, paid.body]).toEqual([200, receipt]);
  expect((await post(`${at}/payment`, { concertOptionId: performanceId }, { ...turn, ...once })).body).toEqual(paid.body);
  expect(seen(await post(`${at}/payment`, { reservationId }, { ...turn, ...once }))).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
  expect(seen(await post(`${at}/payment`, { reservationId }, { ...turn, ...key() }))).toEqual([409, 'ALREADY_PAID']);
  expect(seen(await post(`${at}/payment`, { concertOptionId: performanceId }, { ...turn, ...key() }))).toEqual([
    404,
    'NOT_FOUND',
  ]);
  expect((await get(`${at}/Token`, turn)).body).toMatchObject({ status: 'EXPIRED', position: 0 });
  expect(seen(await get(`${base}/concert/${concertId}/dates`, turn))).toEqual([403, 'QUEUE_TOKEN_EXPIRED']);
  const secondsPlace = async () => (await get(`${second.at}/Token`, second.turn)).body as { status: string; position: number };
  // What memory tells whoever waits is up to a second old.
  expect(await becomesTrue(async () => (await secondsPlace()).status === 'ACTIVE', { everyMs: 100, msMax: 10_000 })).toBe(true);
  expect(await secondsPlace()).toMatchObject({ status: 'ACTIVE', position: 0 });
  const { paymentId } = paid.body as { paymentId: number };
  expect((await get(`${at}/payment`, signed)).body).toEqual([
    {
      paymentId,
      reservationId,
      concertId,
      concertOptionId: performanceId,
      seats: ['07'],
      amount: 50_000,
      paidAt: (paid.body as { paidAt: string }).paidAt,
      refund: null,
    },
  ]);
  expect((await get(`${at}/payment?before=${paymentId}`, signed)).body).toEqual([]);
  expect((await get(`${base}/concert`)).body).toContainEqual(
    expect.objectContaining({ concertId, dates: [{ concertOptionId: performanceId, startsAt: expect.any(String) as unknown }] }),
  );
});

test('a concert is joined by itself, by one of its shows, or by both where they agree', async () => {
  const [one, two] = [await aShow(stores.db), await aShow(stores.db)];
  const { userId, accessToken } = await aFan();
  const join = (body: unknown) => post(`/concert/${userId}/Token`, body, bearer(accessToken));
  const first = await join({ concertId: one.concertId });
  for (const body of [{ concertOptionId: one.performanceId }, { concertId: one.concertId, concertOptionId: one.performanceId }])
    expect((await join(body)).body).toMatchObject({ status: 'ACTIVE', behind: (first.body as { behind: number }).behind });
  expect((await join({ concertId: one.concertId, concertOptionId: two.performanceId })).body).toMatchObject({
    code: 'BAD_INPUT',
    issues: [{ path: 'concertOptionId', message: expect.any(String) as unknown }],
  });
  expect(seen(await join({}))).toEqual([400, 'BAD_INPUT']);
  expect(seen(await join({ concertOptionId: 2_147_483_647 }))).toEqual([404, 'NOT_FOUND']);
  expect(await stores.db.concert.count()).toBeGreaterThan(1);
});

test('joining again with the queue token keeps the place where the line was lost; without it, one is at the end', async () => {
  const show = await aShow(stores.db, { capacity: 1 });
  const active = await joined(show);
  const [first, forgetful, last] = [await joined(show), await joined(show), await joined(show)];
  const numberOf = async ({ at, signed }: typeof first, shown?: { token: string }): Promise<number> => {
    const headers = { ...signed, ...(shown && { 'x-queue-token': shown.token }) };
    return ((await post(`${at}/Token`, { concertId: show.concertId }, headers)).body as { number: number }).number;
  };
  const before = [await numberOf(active), await numberOf(first), await numberOf(forgetful), await numberOf(last)];
  await loseLine(stores.redis, show.concertId);
  expect(await numberOf(forgetful, last)).toBeGreaterThan(Math.max(...before));
  expect([
    await numberOf(active, active),
    await numberOf(first, first),
    await numberOf(forgetful, forgetful),
    await numberOf(last, last),
  ]).toEqual(before);
});

test('a day stands for its only show; where it has several, the show must be named', async () => {
  const show = await aShow(stores.db);
  const { at, turn } = await joined(show);
  const date = await dayOf(show);
  const reserve = (body: unknown) => post(`${at}/reservation`, body, turn);
  expect((await reserve({ date, seat: '01' })).body).toMatchObject({ concertOptionId: show.performanceId, seats: ['01'] });
  expect((await reserve({ date, seats: ['02', '03'] })).body).toMatchObject({ seat: '02', seats: ['01', '02', '03'] });
  expect(seen(await reserve({ date: '2000-01-01', seat: '01' }))).toEqual([404, 'NOT_FOUND']);
  await anotherShow(show, 0);
  expect((await reserve({ date, seat: '04' })).body).toMatchObject({ code: 'BAD_INPUT', issues: [{ path: 'date' }] });
  const later = await anotherShow(show, 3);
  const day = await dayOf({ performanceId: later });
  const moved = await reserve({ date: day, seat: '04' });
  expect(moved.body).toMatchObject({ concertOptionId: later, seats: ['04'], price: 30_000 });
});

test('a taken seat is 409 and names it in two digits, an unknown one 404, a malformed one 400', async () => {
  const show = await aShow(stores.db);
  const { concertId, performanceId: concertOptionId } = show;
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: concertOptionId, number: 9 } },
    data: { blockedReason: 'camera' },
  });
  const [me, other] = [await joined(show), await joined(show)];
  await post(`${other.at}/reservation`, { concertOptionId, seats: ['07', '08'] }, other.turn);
  const reserve = (rest: object) => post(`${me.at}/reservation`, { concertOptionId, ...rest }, me.turn);
  expect((await reserve({ seats: ['06', '08', '07'] })).body).toEqual({
    status: 409,
    title: expect.any(String) as unknown,
    detail: expect.any(String) as unknown,
    code: 'SEAT_TAKEN',
    seats: ['07', '08'],
  });
  expect((await reserve({ seat: '09' })).body).toMatchObject({ code: 'SEAT_BLOCKED', seats: ['09'] });
  for (const seat of ['00', '51', '99']) expect([seat, ...seen(await reserve({ seat }))]).toEqual([seat, 404, 'NOT_FOUND']);
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
  for (const body of malformed) expect([body, ...seen(await reserve(body))]).toEqual([body, 400, 'BAD_INPUT']);
  expect((await get(`/concert/${concertId}/dates`, me.turn)).body).toMatchObject({ dates: [{ seatsLeft: 47 }] });
});

test('who is asked first: a proof, then the input, then whose path it is, then what exists, then the turn', async () => {
  const show = await aShow(stores.db, { capacity: 1 });
  const [me, waiting] = [await joined(show), await joined(show)];
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
    [get(`${me.at}/Token`, { ...me.signed, 'x-queue-token': me.signed['authorization'] ?? '' }), 401, 'QUEUE_TOKEN_INVALID'],
    [get(`${me.at}/Token`, { ...me.turn, 'x-queue-token': me.token }), 401, 'NOT_SIGNED_IN'],
    [get(`${me.at}/Token`, { ...me.signed, 'x-queue-token': waiting.token }), 403, 'NOT_YOURS'],
    [get(`/concert/2147483647/dates`, waiting.turn), 404, 'NOT_FOUND'],
    [get(`/concert/${show.concertId}/dates`, waiting.turn), 403, 'NOT_YOUR_TURN'],
    [get(`/concert/${(await aShow(stores.db)).concertId}/dates`, me.turn), 403, 'NOT_YOUR_TURN'],
    [get(`/concert/${show.concertId}/dates`, { ...me.signed, 'x-queue-token': me.token }), 200, ''],
    [get(`/concert/${show.concertId}/dates`, { 'x-queue-token': me.token }), 200, ''],
    [get(`/concert/${show.concertId}/dates?date=2026-01-01`, me.turn), 400, 'BAD_INPUT'],
    [get(`/concert/${show.concertId}/availability?date=2026-02-30`, me.turn), 400, 'BAD_INPUT'],
    [get(`/concert/${show.concertId}/availability?date=2026-02-01&date=2026-02-02`, me.turn), 400, 'BAD_INPUT'],
    [get('/concert/0/dates', me.turn), 400, 'BAD_INPUT'],
    [get('/concert/１/dates', me.turn), 400, 'BAD_INPUT'],
    [get('/concert/2147483648/dates', me.turn), 400, 'BAD_INPUT'],
  ];
  for (const [index, [answer, status, code]] of cases.entries())
    expect([index, ...seen(await answer)]).toEqual([index, status, code === '' ? undefined : code]);
});

test('paying is judged in the contract’s order, and a refused payment leaves everything as it was', async () => {
  const show = await aShow(stores.db);
  const { performanceId: concertOptionId } = show;
  const { at, turn, signed } = await joined(show);
  const pay = (body: object, headers: Headers = { ...turn, ...key() }) => post(`${at}/payment`, body, headers);
  expect((await pay({ concertOptionId }, turn)).body).toMatchObject({ code: 'BAD_INPUT', issues: [{ path: 'Idempotency-Key' }] });
  expect(seen(await pay({ concertOptionId }))).toEqual([404, 'NOT_FOUND']);
  const { body } = await post(`${at}/reservation`, { concertOptionId, seat: '01' }, turn);
  const { reservationId } = body as { reservationId: number };
  const again = key();
  expect((await pay({ concertOptionId }, { ...turn, ...again })).body).toMatchObject({
    code: 'INSUFFICIENT_BALANCE',
    missing: 50_000,
  });
  expect(seen(await pay({ reservationId }, { ...signed, ...key() }))).toEqual([401, 'QUEUE_TOKEN_MISSING']);
  await post(`${at}/balance`, { amount: 50_000 }, { ...signed, ...key() });
  await lapse(stores.db, reservationId);
  expect(seen(await pay({ reservationId }, { ...signed, ...key() }))).toEqual([409, 'HOLD_EXPIRED']);
  expect(seen(await pay({ concertOptionId }))).toEqual([404, 'NOT_FOUND']);
  await post(`${at}/reservation`, { concertOptionId, seat: '02' }, turn);
  expect((await pay({ concertOptionId }, { ...turn, ...again })).status).toBe(200);
  expect((await pay({ concertOptionId }, { ...signed, ...again })).body).toMatchObject({ token: null, tokenStatus: 'EXPIRED' });
  expect(seen(await post(`${at}/balance`, { amount: 5 }, signed))).toEqual([400, 'BAD_INPUT']);
});

test('cookies are not read, so that no other site can make a browser call', async () => {
  const { userId } = await aFan();
  const reply = await get(`/concert/${userId}/balance`, { cookie: 'next-auth.session-token=anything' });
  expect(seen(reply)).toEqual([401, 'NOT_SIGNED_IN']);
});
