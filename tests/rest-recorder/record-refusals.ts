import { signAccessToken } from '#server/account/access-token.ts';
import type { Db } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import { apiAt } from '../support/http-client.ts';
import { expireHold } from '../support/factories.ts';
import { endpoints } from '#server/rest/endpoints.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';
import {
  aConcert,
  anAccessibleConcert,
  anotherPerson,
  type Person,
  personWith,
  placeIn,
  type turnOf,
} from './stage.ts';
import { joinWaitlist, offerFreedSeats } from '#server/waitlist/waitlist.ts';
import { unknownId } from './stand-ins.ts';

type Turn = ReturnType<typeof turnOf>;
type Concert = Awaited<ReturnType<typeof aConcert>>;

export interface Stage {
  db: Db;
  url: string;
  concert: Concert;
  later: Concert;
  small: Concert;
  me: Person;
  /** Paid place and its reservation. */
  paid: { turn: Turn; reservationId: number };
  /** Waiting place at the concert with capacity 1. */
  wait: Turn;
}

/**
 * Records the refusals that depend only on method, path, tokens or body of otherwise valid
 * `requests`.
 */
async function recordCommon(
  recorder: Recorder,
  db: Db,
  requests: Record<string, RecordedRequest>,
): Promise<void> {
  const other = await anotherPerson(db);
  for (const { id, method, path, proof } of endpoints) {
    const request = requests[id] ?? {};
    const refuses = (
      code: Parameters<Recorder['refuses']>[1],
      when: string,
      headers: Record<string, string>,
      more: RecordedRequest = {},
    ) => recorder.refuses(id, code, when, { ...request, ...more, headers });
    const rest = Object.fromEntries(
      Object.entries(request.headers ?? {}).filter(([name]) => name !== 'Authorization'),
    );
    const bearer = (token: string) => ({ ...rest, Authorization: `Bearer ${token}` });
    if (proof === 'accessToken') await refuses('NOT_SIGNED_IN', 'Without an access token.', rest);
    if (path.includes('{userId}'))
      await refuses('NOT_YOURS', 'The path names another user.', request.headers ?? {}, {
        parameters: other.parameters,
      });
    if (proof === 'queueToken') {
      const queueToken = request.headers?.['Authorization']?.slice('Bearer '.length) ?? '';
      const beside = { 'X-Queue-Token': queueToken };
      await refuses('NOT_SIGNED_IN', 'An invalid access token beside the queue token.', {
        ...bearer('nonsense'),
        ...beside,
      });
      await refuses('QUEUE_TOKEN_MISSING', 'No token.', rest);
      await refuses('QUEUE_TOKEN_INVALID', 'An invalid token.', bearer('nonsense'));
      if (!path.includes('{userId}'))
        await refuses('NOT_YOURS', 'Two tokens of different users.', {
          ...bearer(other.accessToken),
          ...beside,
        });
    }
    if (method === 'GET') continue;
    await refuses('TOO_LARGE', 'A body of more than 64 KiB.', request.headers ?? {}, {
      body: ' '.repeat(65_537),
    });
    await refuses(
      'NOT_JSON',
      'A body that is not declared as JSON.',
      { ...request.headers, 'Content-Type': 'text/plain' },
      { body: 'text' },
    );
  }
}

async function recordArrival(recorder: Recorder, { me, later, db }: Stage): Promise<void> {
  const { parameters, signed } = me;
  const account = { email: 'minji@example.com', password: 'another password', name: '김민지' };
  await recorder.refuses('signUp', 'BAD_INPUT', 'A malformed address and a short password.', {
    body: { ...account, email: 'minji', password: 'short' },
  });
  await recorder.refuses('signUp', 'EMAIL_TAKEN', 'The address has an account.', {
    body: account,
  });
  await recorder.refuses('signIn', 'BAD_INPUT', 'Without a password.', {
    body: { email: account.email },
  });
  await recorder.refuses('signIn', 'NOT_SIGNED_IN', 'The wrong password.', {
    body: { email: account.email, password: account.password },
  });
  await recorder.refuses('listConcerts', 'BAD_INPUT', 'An unknown parameter.', {
    query: { page: 2 },
  });
  const over = await aConcert(db, undefined, { opensInDays: -20, shows: [-3] });
  const join = (concertId: number) => ({ parameters, headers: signed, body: { concertId } });
  await recorder.refuses('joinLine', 'BAD_INPUT', 'No concert is named.', { ...join(0), body: {} });
  await recorder.refuses('joinLine', 'NOT_FOUND', 'An unknown concert.', join(unknownId));
  const verified = await aConcert(db);
  await db.concert.update({ where: { id: verified.concertId }, data: { verifiedEmail: true } });
  await recorder.refuses(
    'joinLine',
    'EMAIL_NOT_VERIFIED',
    'The concert requires a verified e-mail address.',
    join(verified.concertId),
  );
  await recorder.refuses(
    'joinLine',
    'SALE_NOT_OPEN',
    'More than 30 minutes before the sale opens.',
    join(later.concertId),
  );
  await recorder.refuses(
    'joinLine',
    'SALE_CLOSED',
    'The last show has started.',
    join(over.concertId),
  );
}

async function recordReading(
  recorder: Recorder,
  { me, concert, small, paid, wait }: Stage,
  turn: Turn,
): Promise<void> {
  const { parameters, signed } = me;
  await recorder.refuses('pollPlace', 'BAD_INPUT', 'An unknown parameter.', {
    parameters,
    headers: wait.alone,
    query: { concertId: 1 },
  });
  await recorder.refuses('readBoard', 'BAD_INPUT', 'An invalid id.', {
    parameters: { concertId: 0 },
  });
  await recorder.refuses('readBoard', 'NOT_FOUND', 'An unknown concert.', {
    parameters: { concertId: unknownId },
  });
  await recorder.refuses('listDates', 'BAD_INPUT', 'An invalid id.', {
    parameters: { concertId: 0 },
    headers: turn.alone,
  });
  const at = { parameters: { concertId: concert.concertId }, headers: turn.alone };
  await recorder.refuses('listAvailability', 'BAD_INPUT', 'A day that does not exist.', {
    ...at,
    query: { date: '2027-02-30' },
  });
  for (const id of ['listDates', 'listAvailability']) {
    await recorder.refuses(id, 'NOT_FOUND', 'An unknown concert.', {
      ...at,
      parameters: { concertId: unknownId },
    });
    await recorder.refuses(id, 'NOT_YOUR_TURN', 'Still waiting.', {
      parameters: { concertId: small.concertId },
      headers: wait.alone,
    });
    await recorder.refuses(id, 'QUEUE_TOKEN_EXPIRED', 'After the payment.', {
      ...at,
      headers: paid.turn.alone,
    });
  }
  await recorder.refuses('readTicketKeys', 'BAD_INPUT', 'An unknown parameter.', {
    query: { page: 2 },
  });
  await recorder.refuses('readVoidTickets', 'BAD_INPUT', 'No show is named.', {});
  await recorder.refuses('readVoidTickets', 'NOT_FOUND', 'An unknown show.', {
    query: { performanceId: unknownId },
  });
  await recorder.refuses('readBalance', 'BAD_INPUT', 'Not a UUID.', {
    parameters: { userId: 'me' },
    headers: signed,
  });
  await recorder.refuses('listPayments', 'BAD_INPUT', 'An invalid limit.', {
    parameters,
    headers: signed,
    query: { limit: 0 },
  });
}

async function recordHolding(
  recorder: Recorder,
  stage: Stage,
  fan: Person,
  turn: Turn,
): Promise<void> {
  const { concert, small, me, paid, wait, db } = stage;
  const refuses = (
    code: Parameters<Recorder['refuses']>[1],
    when: string,
    body: object,
    { parameters } = fan,
    { alone } = turn,
  ) => recorder.refuses('holdSeats', code, when, { parameters, headers: alone, body });
  const { first, second } = concert;
  await refuses('BAD_INPUT', 'A seat in one digit.', { concertOptionId: first, seat: '1' });
  await refuses('NOT_FOUND', 'An unknown seat.', { concertOptionId: first, seat: '51' });
  await refuses(
    'NOT_YOUR_TURN',
    'Still waiting.',
    { concertOptionId: small.first, seat: '01' },
    me,
    wait,
  );
  await refuses(
    'QUEUE_TOKEN_EXPIRED',
    'After the payment.',
    { concertOptionId: first, seat: '05' },
    me,
    paid.turn,
  );
  await refuses('SEAT_TAKEN', 'Another user has one of the seats: none is held.', {
    concertOptionId: first,
    seats: ['04', '05'],
  });
  await refuses('SEAT_BLOCKED', 'The seat is not for sale.', {
    concertOptionId: first,
    seat: '06',
  });
  await refuses('SEAT_LIMIT', 'Five seats, and the limit is four.', {
    concertOptionId: second,
    seats: ['01', '02', '03', '04', '05'],
  });
  const ruled = await aConcert(db, undefined, { orphanRule: true });
  await refuses(
    'SEAT_ORPHAN',
    'Seat 05 would become an orphan seat, and another choice would not.',
    { concertOptionId: ruled.first, seat: '04' },
    fan,
    await placeIn(recorder, fan, ruled.concertId),
  );
  const accessible = await anAccessibleConcert(db);
  await refuses(
    'COMPANION',
    'Seat 04 is a companion seat, and its wheelchair seat 03 is not in the hold.',
    { concertOptionId: accessible.first, seat: '04' },
    fan,
    await placeIn(recorder, fan, accessible.concertId),
  );
  const { concertId, first: show } = await aConcert(db);
  await refuses(
    'OFFER_OPEN',
    'The waitlist holds a returned seat for the user, who has to pay or decline first.',
    { concertOptionId: show, seat: '01' },
    fan,
    await placeWithOffer(recorder, db, fan, { concertId, performanceId: show }),
  );
  const tour = await aConcert(db, undefined, { opensInDays: -20, shows: [-3, 30] });
  const onTour = await placeIn(recorder, fan, tour.concertId);
  await refuses(
    'SALE_CLOSED',
    'The show has started; a later one has not.',
    { concertOptionId: tour.first, seat: '01' },
    fan,
    onTour,
  );
}

/** Returns a place of a user to whom the waitlist offers seat 01. */
async function placeWithOffer(
  recorder: Recorder,
  db: Db,
  fan: Person,
  { concertId, performanceId }: { concertId: number; performanceId: number },
) {
  const seat = { performanceId, number: 1 };
  await db.seat.updateMany({ where: { performanceId }, data: { blockedReason: 'sold elsewhere' } });
  const performances = [performanceId];
  const wish = { concertId, performances, grades: 'any' as const, party: 1, together: true };
  await joinWaitlist(db, fan.userId, wish);
  await db.seat.updateMany({ where: seat, data: { blockedReason: null } });
  await offerFreedSeats(db);
  return placeIn(recorder, fan, concertId);
}

async function recordWallet(recorder: Recorder, { me }: Stage, fan: Person): Promise<void> {
  const missingId = '00000000-0000-4000-8000-000000000000';
  const missing = personWith(missingId, signAccessToken(missingId, env().NEXTAUTH_SECRET));
  const gone = 'The user of the access token no longer exists.';
  await recorder.refuses('readBalance', 'NOT_FOUND', gone, {
    parameters: missing.parameters,
    headers: missing.signed,
  });
  const charge = ({ parameters, key }: Person, name: string, amount: number) => ({
    parameters,
    headers: key(name),
    body: { amount },
  });
  await recorder.refuses('chargeWallet', 'BAD_INPUT', 'An amount of 0, and no key.', {
    ...charge(me, '', 0),
    headers: me.signed,
  });
  await recorder.refuses(
    'chargeWallet',
    'NOT_FOUND',
    gone,
    charge(missing, 'charge-2027-02-01-1', 10_000),
  );
  for (let times = 0; times < 10; times++)
    await recorder.send('chargeWallet', charge(fan, `filling-${String(times)}`, 10_000_000));
  await recorder.refuses(
    'chargeWallet',
    'WALLET_LIMIT',
    'The wallet holds 100,000,000 won.',
    charge(fan, 'charge-2027-02-01-9', 1),
  );
  await recorder.refuses(
    'chargeWallet',
    'IDEMPOTENCY_MISMATCH',
    'A used key with another amount.',
    charge(me, 'charge-2027-02-01-1', 70_000),
  );
}

/** Holds seats in a turn. Returns the reservation's id. */
async function held(
  recorder: Recorder,
  { parameters }: Person,
  { alone }: Turn,
  body: object,
): Promise<number> {
  return (
    (await recorder.send('holdSeats', { parameters, headers: alone, body })).body as {
      reservationId: number;
    }
  ).reservationId;
}

async function recordPaying(recorder: Recorder, stage: Stage): Promise<void> {
  const { concert, small, me, paid, db, url } = stage;
  const refuses = (
    code: Parameters<Recorder['refuses']>[1],
    when: string,
    { parameters }: Person,
    headers: Record<string, string>,
    body: object,
    key = 'payment-103',
  ) =>
    recorder.refuses('pay', code, when, {
      parameters,
      headers: { ...headers, ...(key !== '' && { 'Idempotency-Key': key }) },
      body,
    });
  const mine = paid.turn.alone;
  await refuses(
    'BAD_INPUT',
    'Without an Idempotency-Key.',
    me,
    mine,
    { reservationId: paid.reservationId },
    '',
  );
  await refuses('NOT_FOUND', 'Not a reservation of this user.', me, mine, {
    reservationId: unknownId,
  });
  await refuses('ALREADY_PAID', 'Already paid, under another key.', me, mine, {
    reservationId: paid.reservationId,
  });
  await refuses(
    'IDEMPOTENCY_MISMATCH',
    'A used key with another body.',
    me,
    mine,
    { concertOptionId: concert.first },
    'payment-101',
  );
  const fan = await anotherPerson(db);
  const api = apiAt(url, fan);
  const left = await placeIn(recorder, fan, concert.concertId);
  await api.queue.leave.mutate({ concertId: concert.concertId });
  const turn = await placeIn(recorder, fan, concert.concertId);
  const seat = { concertOptionId: concert.second, seat: '03' };
  const released = await held(recorder, fan, turn, seat);
  await api.seating.release.mutate({ reservationId: released });
  await refuses('NOT_HELD', 'The seats were released.', fan, turn.alone, {
    reservationId: released,
  });
  const lapsed = await held(recorder, fan, turn, seat);
  await expireHold(db, lapsed);
  await refuses('HOLD_EXPIRED', 'The hold has expired.', fan, turn.alone, {
    reservationId: lapsed,
  });
  const reservationId = await held(recorder, fan, turn, seat);
  const elsewhere = await placeIn(recorder, fan, small.concertId);
  await refuses('NOT_YOUR_TURN', 'The token of another concert.', fan, elsewhere.alone, {
    reservationId,
  });
  await refuses('QUEUE_TOKEN_EXPIRED', 'The user has left the token’s place.', fan, left.alone, {
    reservationId,
  });
  await refuses('INSUFFICIENT_BALANCE', 'The wallet is empty.', fan, turn.alone, { reservationId });
}

/** Records one example of each refusal that requests alone can provoke. */
export async function recordRefusals(recorder: Recorder, stage: Stage): Promise<void> {
  const { concert, me, db } = stage;
  await recordArrival(recorder, stage);
  const fan = await anotherPerson(db);
  const turn = await placeIn(recorder, fan, concert.concertId);
  await recordReading(recorder, stage, turn);
  await recordHolding(recorder, stage, fan, turn);
  await recordWallet(recorder, stage, fan);
  await recordPaying(recorder, stage);
  const { parameters, signed, key } = me;
  const show = { parameters: { concertId: concert.concertId }, headers: turn.alone };
  await recordCommon(recorder, db, {
    joinLine: { parameters, headers: signed, body: { concertId: concert.concertId } },
    pollPlace: { parameters: fan.parameters, headers: turn.alone },
    listDates: show,
    listAvailability: show,
    holdSeats: {
      parameters: fan.parameters,
      headers: turn.alone,
      body: { concertOptionId: concert.first, seat: '05' },
    },
    readBalance: { parameters, headers: signed },
    chargeWallet: { parameters, headers: key('charge-2027-02-01-3'), body: { amount: 10_000 } },
    pay: {
      parameters: fan.parameters,
      headers: { ...turn.alone, 'Idempotency-Key': 'payment-104' },
      body: { concertOptionId: concert.first },
    },
    listPayments: { parameters, headers: signed },
  });
}
