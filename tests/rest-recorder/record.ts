import { apiAt } from '../support/http-client.ts';
import type { TestStores } from '../support/stores.ts';
import { endpoints } from '#server/rest/endpoints.ts';
import type { Examples } from '#server/rest/examples.ts';
import { recordRefusals } from './record-refusals.ts';
import { Recorder } from './recorder.ts';
import { aConcert, personWith, placeIn, somebody, turnOf } from './stage.ts';

const minji = { email: 'minji@example.com', password: 'a long password', name: '김민지' };

/** Signs up, signs in, and looks around. */
async function recordArrival(recorder: Recorder) {
  await recorder.succeeds('signUp', 'newPerson', 'A new person.', { body: minji });
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

/** Two concerts that are listed, and the person who goes her way through the API. */
async function stageFor(recorder: Recorder, { db }: TestStores) {
  const concert = await aConcert(db, {});
  const later = await aConcert(
    db,
    { title: '가을 콘서트', titleEn: 'An Evening in Autumn' },
    { opensInDays: 7, shows: [60] },
  );
  const me = await recordArrival(recorder);
  const small = await aConcert(db, { title: '겨울 콘서트' }, { capacity: 1, shows: [50] });
  return { concert, later, small, me, db };
}

/** Stands in line, once with room and once without; returns what shows that it is her turn. */
async function recordLine(recorder: Recorder, { concert, small, me, db }: Stage) {
  const { parameters, signed } = me;
  const ask = { parameters, headers: signed };
  const joined = await recorder.succeeds<{ token: string }>(
    'joinLine',
    'byConcert',
    'There is room: it is her turn at once.',
    {
      ...ask,
      body: { concertId: concert.concertId },
    },
  );
  await recorder.succeeds(
    'joinLine',
    'byShow',
    'By one of the concert’s shows; she keeps her place.',
    {
      ...ask,
      body: { concertOptionId: concert.first },
    },
  );
  await placeIn(recorder, await somebody(db), small.concertId);
  const waiting = await recorder.succeeds<{ token: string }>(
    'joinLine',
    'fullHouse',
    'No room: she waits as the first.',
    {
      ...ask,
      body: { concertId: small.concertId },
    },
  );
  const turn = turnOf(joined.token, signed);
  const wait = turnOf(waiting.token, signed);
  await recorder.succeeds(
    'pollPlace',
    'active',
    'It is her turn. The queue token stands alone, as the Bearer.',
    {
      parameters,
      headers: turn.alone,
    },
  );
  await recorder.succeeds(
    'pollPlace',
    'waiting',
    'She still waits. Here it stands beside the access token.',
    {
      parameters,
      headers: wait.both,
    },
  );
  await recorder.succeeds(
    'readBoard',
    'board',
    'The small concert: one is in, one waits. No token is needed.',
    {
      parameters: { concertId: small.concertId },
    },
  );
  return { turn, wait };
}
export type Turn = Awaited<ReturnType<typeof recordLine>>['turn'];

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
  await recorder.succeeds('holdSeats', 'severalSeats', 'Two seats more, added to the hold.', {
    ...hold,
    body: { concertOptionId: concert.first, seats: ['02', '03'] },
  });
  return recorder.succeeds<{ reservationId: number }>(
    'holdSeats',
    'byDay',
    'By the day, on which there is one show; another seat is added.',
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
  await recorder.succeeds('chargeWallet', 'briefsName', 'The amount by the brief’s name for it.', {
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

/** Pays by the show, then cancels: the show has a void ticket. */
async function recordPaymentByShow(recorder: Recorder, { concert, db }: Stage, url: string) {
  const other = await somebody(db);
  const turn = await placeIn(recorder, other, concert.concertId);
  const { parameters } = other;
  await recorder.ask('chargeWallet', {
    parameters,
    headers: other.key('a-charge'),
    body: { amount: 100_000 },
  });
  await recorder.ask('holdSeats', {
    parameters,
    headers: turn.alone,
    body: { concertOptionId: concert.second, seat: '01' },
  });
  const { reservationId } = await recorder.succeeds<{ reservationId: number }>(
    'pay',
    'byShow',
    'By the show on which seats are held, with both tokens.',
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
  await recorder.succeeds('readTicketKeys', 'keys', 'The one key that signs.', {});
  await recorder.succeeds(
    'readVoidTickets',
    'cancelled',
    'One ticket of the show has been cancelled.',
    {
      query: { performanceId: concert.second },
    },
  );
}

/** The examples of every endpoint, recorded from the instance at `url`, whose database nobody else uses. */
export async function recordExamples(url: string, stores: TestStores): Promise<Examples> {
  const recorder = new Recorder(url);
  const stage = await stageFor(recorder, stores);
  const { turn, wait } = await recordLine(recorder, stage);
  const { reservationId } = await recordSeats(recorder, stage, turn);
  await recordMoney(recorder, stage, turn, reservationId);
  await recordPaymentByShow(recorder, stage, url);
  await recordRefusals(recorder, { ...stage, url, paid: { turn, reservationId }, wait });
  return Object.fromEntries(endpoints.map(({ id }) => [id, recorder.examples[id] ?? []]));
}
