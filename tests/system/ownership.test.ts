import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { endpoints } from '#server/rest/endpoints.ts';
import { settled } from '../support/actors.ts';
import {
  call,
  fanOf,
  kinds,
  type Reply,
  seen,
  send,
  sessionCookieOf,
} from '../support/http-client.ts';
import { aPerson, aPerformance, type PerformanceIds } from '../support/factories.ts';
import { absentObjects, procedures, type World } from '../support/procedures.ts';
import { rowHashes } from '../support/database-state.ts';
import { testSite } from '../support/test-site.ts';

// The tests repeat every request of one user as another admitted user of the same queue.
const { stores, instance } = testSite();

type Headers = Record<string, string>;
const absentId = 2_147_483_647;

interface Person {
  userId: string;
  accessToken: string;
  queueToken: string;
  signed: Headers;
  /** Headers of a program, with access token and queue token. */
  both: Headers;
  /** Cookies of a browser, with the session and the queue token. */
  cookies: Headers;
}

async function joined({ concertId }: PerformanceIds): Promise<Person> {
  const { userId, accessToken } = fanOf(await aPerson(stores.db));
  const signed = { authorization: `Bearer ${accessToken}` };
  const { data } = await call(instance.url, 'queue.join', { concertId }, signed);
  const { token: queueToken } = data as { token: string };
  const session = await sessionCookieOf(userId);
  const cookies = {
    cookie: `${session}; jari-queue-${String(concertId)}=${queueToken}`,
  };
  return {
    userId,
    accessToken,
    queueToken,
    signed,
    both: { ...signed, 'x-queue-token': queueToken },
    cookies,
  };
}

interface RestRequest {
  id: string;
  method: string;
  path: string;
  body?: object;
  key?: string;
}

/** All requests share one request id, so that the tests can compare whole bodies. */
const oneId = { 'x-request-id': 'the-same' };

function ask({ method, path, body, key }: RestRequest, headers: Headers): Promise<Reply> {
  return send(`${instance.url}${path}`, {
    method,
    headers: {
      ...oneId,
      ...headers,
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/**
 * Yields each REST request of a purchase after the success of the owner's own request. Yields the
 * payment both before and after the owner pays.
 */
async function* requestsOf(
  { userId, both }: Person,
  { concertId, performanceId }: PerformanceIds,
): AsyncGenerator<RestRequest> {
  const at = `/concert/${userId}`;
  const post = (id: string, path: string, body: object, key?: string): RestRequest => {
    return { id, method: 'POST', path, body, ...(key !== undefined && { key }) };
  };
  const get = (id: string, path: string): RestRequest => ({ id, method: 'GET', path });
  const before = [
    post('joinLine', `${at}/Token`, { concertId }),
    get('pollPlace', `${at}/Token`),
    get('listDates', `/concert/${concertId}/dates`),
    get('listAvailability', `/concert/${concertId}/availability`),
    post('chargeWallet', `${at}/balance`, { amount: 70_000 }, randomUUID()),
    get('readBalance', `${at}/balance`),
    post('holdSeats', `${at}/reservation`, { concertOptionId: performanceId, seat: '01' }),
  ];
  let reservationId = 0;
  for (const asked of before) {
    const { status, body } = await ask(asked, both);
    expect([asked.id, status]).toEqual([asked.id, 200]);
    if (asked.id === 'holdSeats') ({ reservationId } = body as { reservationId: number });
    yield asked;
  }
  const pay = post('pay', `${at}/payment`, { reservationId }, randomUUID());
  yield pay; // the other user tries before and after the owner pays
  expect((await ask(pay, both)).status).toBe(200);
  await settled(stores, { concertId, performanceId });
  yield pay;
  yield get('listPayments', `${at}/payment`);
}

test('REST: every endpoint refuses the path of another user, with any token, and changes nothing', async () => {
  const show = await aPerformance(stores.db);
  const [mine, other] = [await joined(show), await joined(show)];
  const asked = new Set<string>();
  for await (const request of requestsOf(mine, show)) {
    const repeated = asked.has(request.id);
    asked.add(request.id);
    const endpoint = endpoints.find(({ id }) => id === request.id);
    const rows = await rowHashes(stores.db);
    const alone = { authorization: `Bearer ${other.queueToken}` };
    const takesToken = endpoint?.proof === 'queueToken';
    const tried: [Headers, unknown][] = [
      [{ ...other.signed, 'x-queue-token': mine.queueToken }, [403, 'NOT_YOURS']],
    ];
    // A path without a user id belongs to the concert, so the other user may request the path.
    if (request.path.includes(mine.userId)) {
      tried.push([other.both, [403, 'NOT_YOURS']], [other.signed, [403, 'NOT_YOURS']]);
      tried.push([alone, takesToken ? [403, 'NOT_YOURS'] : [401, 'NOT_SIGNED_IN']]);
    } else tried.push([other.both, [200, undefined]], [alone, [200, undefined]]);
    // A repeated payment returns the stored reply in any turn.
    if (takesToken && !repeated)
      tried.push([{ ...mine.signed, 'x-queue-token': other.queueToken }, [403, 'NOT_YOURS']]);
    for (const [headers, expected] of tried) {
      const reply = await ask(request, headers);
      expect([request.id, Object.keys(headers), seen(reply)]).toEqual([
        request.id,
        Object.keys(headers),
        expected,
      ]);
      expect(reply.text).not.toContain(mine.userId);
    }
    expect([request.id, await rowHashes(stores.db)]).toEqual([request.id, rows]);
  }
  const needProof = endpoints.filter(({ proof }) => proof !== 'none').map(({ id }) => id);
  expect([...asked].sort()).toEqual(needProof.sort());
});

/** Returns a user's row with all rows that belong to the user. */
async function rowsOf({ userId }: Person): Promise<unknown> {
  return stores.db.user.findUniqueOrThrow({
    where: { id: userId },
    include: {
      account: { include: { entries: true } },
      idempotency: true,
      buyers: {
        include: {
          reservations: { include: { ownedSeats: true, payment: { include: { tickets: true } } } },
        },
      },
    },
  });
}

test('REST: a user who repeats another user’s request on the own path changes only the own data, and the other’s reservation is not found', async () => {
  const show = await aPerformance(stores.db);
  const [mine, other] = [await joined(show), await joined(show)];
  for await (const request of requestsOf(mine, show)) {
    const rows = await rowsOf(mine);
    const own = { ...request, path: request.path.replace(mine.userId, other.userId) };
    const reply = await ask(own, other.both);
    const { text } = reply;
    expect(text).not.toContain(mine.userId);
    if (request.id === 'holdSeats') expect(seen(reply)).toEqual([409, 'SEAT_TAKEN']);
    else if (request.id === 'pay') {
      expect(seen(reply)).toEqual([404, 'NOT_FOUND']);
      expect(text).toBe(
        (await ask({ ...own, body: { reservationId: absentId } }, other.both)).text,
      );
    } else expect([request.id, reply.status]).toEqual([request.id, 200]);
    if (request.id === 'listPayments') expect(reply.body).toEqual([]);
    // Another user's charge with the same idempotency key is a separate charge.
    if (request.id === 'chargeWallet') expect(reply.body).toEqual({ balance: 70_000 });
    expect([request.id, await rowsOf(mine)]).toEqual([request.id, rows]);
  }
});

/**
 * Creates a user who holds or has paid for seat 1. Returns the user and the ids of the purchase.
 */
async function anOwner(
  show: PerformanceIds,
  paid: boolean,
): Promise<{ owner: Person; world: World }> {
  const owner = await joined(show);
  const trpc = async (name: string, input: object) =>
    (await call(instance.url, name, input, owner.both)).data as Record<string, number>;
  const { reservationId = 0 } = await trpc('seating.hold', {
    performanceId: show.performanceId,
    seats: [1],
  });
  if (!paid) return { owner, world: { ...absentObjects, ...show, reservationId } };
  await trpc('wallet.charge', { amount: 60_000, idempotencyKey: 'their-charge' });
  const { paymentId = 0 } = await trpc('payment.pay', {
    reservationId,
    idempotencyKey: 'their-payment',
  });
  await settled(stores, show);
  return { owner, world: { ...absentObjects, ...show, reservationId, paymentId } };
}

test.each([false, true])(
  'tRPC: no procedure shows or changes data of another user (paid: %s)',
  async (paid) => {
    expect(Object.keys(procedures).sort()).toEqual([...kinds.keys()].sort());
    const show = await aPerformance(stores.db);
    const { owner, world } = await anOwner(show, paid);
    const rows = await rowsOf(owner);
    for (const credentials of ['both', 'cookies'] as const) {
      for (const [name, { who, input, refusal }] of Object.entries(procedures)) {
        const other = await joined(show);
        const before = await rowHashes(stores.db);
        const given = input?.(world);
        const headers = { ...oneId, ...other[credentials] };
        const reply = await call(instance.url, name, given, headers);
        const asked = [name, credentials];
        expect([...asked, reply.text.includes(owner.userId)]).toEqual([...asked, false]);
        if (who === 'admin')
          expect([...asked, ...seen(reply)]).toEqual([...asked, 403, 'ADMIN_ONLY']);
        else if (given !== undefined && 'reservationId' in given) {
          expect([...asked, ...seen(reply)]).toEqual([...asked, 404, 'NOT_FOUND']);
          const absent = await call(
            instance.url,
            name,
            { ...given, reservationId: absentId },
            headers,
          );
          expect([...asked, reply.text]).toEqual([...asked, absent.text]);
        } else expect([...asked, reply.refusal?.code]).toEqual([...asked, refusal]);
        if (reply.status !== 200)
          expect([...asked, await rowHashes(stores.db)]).toEqual([...asked, before]);
        const holds = name === 'seating.hold' || name === 'seating.bestAvailable';
        if (holds)
          await call(
            instance.url,
            'queue.leave',
            { concertId: show.concertId },
            other[credentials],
          );
        if (holds || name === 'queue.leave') await settled(stores, show);
      }
    }
    expect(await rowsOf(owner)).toEqual(rows);
  },
  60_000,
);

test('tRPC: a queue token is refused with the sign-in of another user, in header, cookie and input', async () => {
  const show = await aPerformance(stores.db);
  const { owner, world } = await anOwner(show, false);
  const other = await joined(show);
  const rows = await rowHashes(stores.db);
  const queue = `jari-queue-${String(show.concertId)}`;
  const mixed = {
    cookie: `${other.cookies['cookie']?.split(';')[0] ?? ''}; ${queue}=${owner.queueToken}`,
  };
  for (const [name, { who, input }] of Object.entries(procedures)) {
    const given = input?.({ ...world, reservationId: absentId });
    if (
      (who !== 'admitted' && who !== 'holder') ||
      (given !== undefined && 'reservationId' in given)
    )
      continue;
    for (const headers of [{ ...other.signed, 'x-queue-token': owner.queueToken }, mixed])
      expect([name, ...seen(await call(instance.url, name, given, headers))]).toEqual([
        name,
        403,
        'NOT_YOURS',
      ]);
  }
  for (const headers of [other.signed, { cookie: other.cookies['cookie'] ?? '' }])
    expect(
      seen(await call(instance.url, 'queue.status', { token: owner.queueToken }, headers)),
    ).toEqual([403, 'NOT_YOURS']);
  expect(await rowHashes(stores.db)).toEqual(rows);
});

test('tRPC: a page rendered for one user reads and changes nothing under the session of another', async () => {
  const show = await aPerformance(stores.db);
  const { owner, world } = await anOwner(show, false);
  const other = await joined(show);
  const rows = await rowHashes(stores.db);
  const shownToOwner = { ...other.cookies, 'x-jari-viewer': owner.userId };
  for (const [name, { input }] of Object.entries(procedures)) {
    const reply = await call(instance.url, name, input?.(world), shownToOwner);
    expect([name, ...seen(reply)]).toEqual([name, 403, 'NOT_YOURS']);
  }
  expect(await rowHashes(stores.db)).toEqual(rows);
  const own = { ...other.cookies, 'x-jari-viewer': other.userId };
  for (const name of ['account.me', 'queue.status', 'wallet.balance'])
    expect([
      name,
      (await call(instance.url, name, procedures[name]?.input?.(world), own)).status,
    ]).toEqual([name, 200]);
  const signedOut = { 'x-jari-viewer': owner.userId };
  expect(seen(await call(instance.url, 'wallet.balance', undefined, signedOut))).toEqual([
    401,
    'NOT_SIGNED_IN',
  ]);
});
