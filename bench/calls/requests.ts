// Requests of each call in tRPC's wire format. Prepares a request text before the measurement,
// unless the text depends on an earlier answer.
import { randomUUID } from 'node:crypto';
import { accessTokenOf } from '../bench-user.ts';
import { requestText } from '../wire.ts';

/** Synthetic user, with the queue token and the wanted seat if the call needs them. */
export interface CallUser {
  /** Number of the synthetic user, from 1. */
  n: number;
  concertId: number;
  token?: string;
  performanceId?: number;
  seat?: number;
}

/** `taken` means that another user has the seat. */
export type Outcome = 'done' | 'taken';

/** Returns the body of the answer; null if another user has the seat. */
export type Ask = (request: string) => Promise<string | null>;
export type Work = (ask: Ask) => Promise<Outcome>;

const chargeKrw = 1_000;
const accessTokens = new Map<number, string>();

function accessToken(n: number): string {
  const known = accessTokens.get(n);
  if (known !== undefined) return known;
  const signed = accessTokenOf(n);
  accessTokens.set(n, signed);
  return signed;
}

const headersOf = ({ n, token }: CallUser): Record<string, string> => ({
  authorization: `Bearer ${accessToken(n)}`,
  ...(token !== undefined && { 'x-queue-token': token }),
});

function mutation(url: string, name: string, user: CallUser): (input: object) => string {
  const headers = { ...headersOf(user), 'content-type': 'application/json' };
  const path = `/api/trpc/${name}`;
  return (input) =>
    requestText(url, { method: 'POST', path, headers, body: JSON.stringify(input) });
}

const queryPath = (name: string, input: object) =>
  `/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`;

/** Creates the work of one request. The work throws an error if the answer lacks `expected`. */
const single =
  (request: () => string, expected = ''): Work =>
  async (ask) => {
    const body = await ask(request());
    if (body?.includes(expected) === false) throw new Error(`not ${expected}: ${body}`);
    return body === null ? 'taken' : 'done';
  };

const fixed = (request: string, expected?: string): Work => single(() => request, expected);

const reservationIn = (body: string): number =>
  (JSON.parse(body) as { result: { data: { reservationId: number } } }).result.data.reservationId;

/** Holds a seat and passes the reservation's id to `next`. */
function holdThen(
  url: string,
  user: CallUser,
  next: (ask: Ask, reservationId: number) => Promise<Outcome>,
): Work {
  const { performanceId, seat } = user;
  const request = mutation(url, 'seating.hold', user)({ performanceId, seats: [seat] });
  return async (ask) => {
    const held = await ask(request);
    return held === null ? 'taken' : next(ask, reservationIn(held));
  };
}

function payment(url: string, user: CallUser): (reservationId: number) => Work {
  const request = mutation(url, 'payment.pay', user);
  return (reservationId) => fixed(request({ reservationId, idempotencyKey: randomUUID() }));
}

const poll = (state: string) => (url: string, user: CallUser) => {
  const { concertId, token = '' } = user;
  const path = queryPath('queue.status', { concertId });
  return fixed(requestText(url, { path, headers: { 'x-queue-token': token } }), state);
};

const join = (state: string) => (url: string, user: CallUser) =>
  fixed(mutation(url, 'queue.join', user)({ concertId: user.concertId }), state);

/** `onHold` receives the prepared payment for each new hold. */
export type Call = (url: string, user: CallUser, onHold: (pay: Work) => void) => Work;

const [waiting, active] = ['"state":"WAITING"', '"state":"ACTIVE"'];

export const calls = {
  joinWaiting: join(waiting),
  joinActive: join(active),
  pollWaiting: poll(waiting),
  pollActive: poll(active),
  seats: (url, user) => {
    const path = queryPath('seating.seats', { performanceId: user.performanceId });
    return fixed(requestText(url, { path, headers: headersOf(user) }), '"seat":');
  },
  hold: (url, user, onHold) => {
    const pay = payment(url, user);
    return holdThen(url, user, (_, reservationId) => {
      onHold(pay(reservationId));
      return Promise.resolve('done');
    });
  },
  charge: (url, user) => {
    const request = mutation(url, 'wallet.charge', user);
    return single(() => request({ amount: chargeKrw, idempotencyKey: randomUUID() }));
  },
  holdAndPay: (url, user) => {
    const pay = payment(url, user);
    return holdThen(url, user, (ask, reservationId) => pay(reservationId)(ask));
  },
} satisfies Record<string, Call>;

export type CallName = keyof typeof calls;
