import { apiAt } from '../support/http-client.ts';
import type { TestStores } from '../support/stores.ts';
import { endpoints } from '#server/rest/endpoints.ts';
import type { Examples } from '#server/rest/examples.ts';
import { recordRefusals } from './record-refusals.ts';
import { Recorder } from './recorder.ts';
import { aConcert, personWith, placeIn, anotherPerson, turnOf } from './stage.ts';

const minji = { email: 'minji@example.com', password: 'a long password', name: '김민지' };

/** Records the sign-up and sign-in of the examples' user, and the list of concerts. */
async function recordArrival(recorder: Recorder) {
  await recorder.succeeds('signUp', 'newUser', 'A new user.', { body: minji });
  const { email, password } = minji;
  const { userId, accessToken } = await recorder.succeeds<{ userId: string; accessToken: string }>(
    'signIn',
    'password',
    'The right password.',
    { body: { email, password } },
  );
  await recorder.succeeds(
    'listConcerts',
    'concerts',
    'One concert is on sale, one opens later.',
    {},
  );
  return personWith(userId, accessToken);
}

type Stage = Awaited<ReturnType<typeof stageFor>>;

/** Creates two listed concerts, a concert with capacity 1 and the user of the examples. */
async function stageFor(recorder: Recorder, { db }: TestStores) {
  const concert = await aConcert(db);
  const later = await aConcert(
    db,
    { ko: '가을 콘서트', en: 'An Evening in Autumn' },
    { opensInDays: 7, shows: [60] },
  );
  const me = await recordArrival(recorder);
  const small = await aConcert(db, { ko: '겨울 콘서트' }, { capacity: 1, shows: [50] });
  return { concert, later, small, me, db };
}

/**
 * Records one join with free capacity and one join without free capacity. Returns the headers for
 * the active place and for the waiting place.
 */
async function recordQueue(recorder: Recorder, { concert, small, me, db }: Stage) {
  const { parameters, signed } = me;
  const common = { parameters, headers: signed };
  const joined = await recorder.succeeds<{ token: string }>(
    'joinLine',
    'byConcert',
    'The capacity is free: the place is ACTIVE at once.',
    {
      ...common,
      body: { concertId: concert.concertId },
    },
  );
  await recorder.succeeds(
    'joinLine',
    'byShow',
    'By one of the concert’s shows; the place stays the same.',
    {
      ...common,
      body: { concertOptionId: concert.first },
    },
  );
  await placeIn(recorder, await anotherPerson(db), small.concertId);
  const waiting = await recorder.succeeds<{ token: string }>(
    'joinLine',
    'waiting',
    'The capacity is full: the place waits as the first.',
    {
      ...common,
      body: { concertId: small.concertId },
    },
  );
  const turn = turnOf(joined.token, signed);
  const wait = turnOf(waiting.token, signed);
  await recorder.succeeds(
    'pollPlace',
    'active',
    'An active place. The queue token is sent alone, as the Bearer.',
    {
      parameters,
      headers: turn.alone,
    },
  );
  await recorder.succeeds(
    'pollPlace',
    'waiting',
    'A waiting place. The queue token is sent beside the access token.',
    {
      parameters,
      headers: wait.both,
    },
  );
  await recorder.succeeds(
    'readBoard',
    'board',
    'One user is active, one waits. No token is needed.',
    {
      parameters: { concertId: small.concertId },
    },
  );
  return { turn, wait };
}
export type Turn = Awaited<ReturnType<typeof recordQueue>>['turn'];

async function recordSeats(recorder: Recorder, { concert, me }: Stage, turn: Turn) {
  const { concertId } = concert;
  const [day = ''] = concert.days;
  const at = { parameters: { concertId }, headers: turn.alone };
  await recorder.succeeds('listDates', 'dates', 'Both shows have seats left.', at);
  await recorder.succeeds('listAvailability', 'allShows', 'The free seats of every show.', at);
  await recorder.succeeds('listAvailability', 'oneDay', 'The free seats of one day.', {
    ...at,
    query: { date: day },
  });
  await recorder.succeeds('listAvailability', 'noShow', 'A day without a show.', {
    ...at,
    query: { date: concert.dayOff },
  });
  const hold = { parameters: me.parameters, headers: turn.alone };
  await recorder.succeeds('holdSeats', 'oneSeat', 'One seat of a show.', {
    ...hold,
    body: { concertOptionId: concert.first, seat: '01' },
  });
  await recorder.succeeds('holdSeats', 'severalSeats', 'Two more seats, added to the hold.', {
    ...hold,
    body: { concertOptionId: concert.first, seats: ['02', '03'] },
  });
  return recorder.succeeds<{ reservationId: number }>(
    'holdSeats',
    'byDay',
    'By the day of the only show; another seat is added.',
    {
      ...hold,
      body: { date: day, seat: '04' },
    },
  );
}

async function recordMoney(recorder: Recorder, { me }: Stage, turn: Turn, reservationId: number) {
  const { parameters, signed, key } = me;
  await recorder.succeeds('chargeWallet', 'charge', 'A charge.', {
    parameters,
    headers: key('charge-2027-02-01-1'),
    body: { amount: 300_000 },
  });
  await recorder.succeeds('chargeWallet', 'balanceAsName', 'The amount under its other name.', {
    parameters,
    headers: key('charge-2027-02-01-2'),
    body: { balance: 50_000 },
  });
  await recorder.succeeds('readBalance', 'balance', 'After both charges.', {
    parameters,
    headers: signed,
  });
  const pay = { parameters, headers: { ...turn.alone, 'Idempotency-Key': 'payment-101' } };
  await recorder.succeeds('pay', 'byReservation', 'The held reservation is paid.', {
    ...pay,
    body: { reservationId },
  });
  await recorder.succeeds('pollPlace', 'expired', 'After the payment, which ends the place.', {
    parameters,
    headers: turn.alone,
  });
  await recorder.succeeds('listPayments', 'payments', 'The one payment.', {
    parameters,
    headers: signed,
  });
  await recorder.succeeds('listPayments', 'page', 'A page of ten.', {
    parameters,
    headers: signed,
    query: { limit: 10 },
  });
}

/**
 * Records a payment by the performance's id. Cancels the reservation, so that the performance has a
 * void ticket.
 */
async function recordPaymentByShow(recorder: Recorder, { concert, db }: Stage, url: string) {
  const other = await anotherPerson(db);
  const turn = await placeIn(recorder, other, concert.concertId);
  const { parameters } = other;
  await recorder.send('chargeWallet', {
    parameters,
    headers: other.key('a-charge'),
    body: { amount: 100_000 },
  });
  await recorder.send('holdSeats', {
    parameters,
    headers: turn.alone,
    body: { concertOptionId: concert.second, seat: '01' },
  });
  const { reservationId } = await recorder.succeeds<{ reservationId: number }>(
    'pay',
    'byShow',
    'By the show of the hold, with both tokens.',
    {
      parameters,
      headers: { ...turn.both, 'Idempotency-Key': 'payment-102' },
      body: { concertOptionId: concert.second },
    },
  );
  await apiAt(url, other).reservation.cancel.mutate({
    reservationId,
    idempotencyKey: 'cancel-102',
  });
  await recorder.succeeds('readTicketKeys', 'keys', 'The key that signs.', {});
  await recorder.succeeds(
    'readVoidTickets',
    'cancelled',
    'One ticket of the show has been cancelled.',
    {
      query: { performanceId: concert.second },
    },
  );
}

/**
 * Records the examples of every endpoint from the instance at `url`. The instance needs its own
 * database.
 */
export async function recordExamples(url: string, stores: TestStores): Promise<Examples> {
  const recorder = new Recorder(url);
  const stage = await stageFor(recorder, stores);
  const { turn, wait } = await recordQueue(recorder, stage);
  const { reservationId } = await recordSeats(recorder, stage, turn);
  await recordMoney(recorder, stage, turn, reservationId);
  await recordPaymentByShow(recorder, stage, url);
  await recordRefusals(recorder, { ...stage, url, paid: { turn, reservationId }, wait });
  return Object.fromEntries(endpoints.map(({ id }) => [id, recorder.examples[id] ?? []]));
}
