// `node scripts/walk.ts URL [EMAIL]` buys a ticket as a demonstration user over HTTP.
import { setTimeout as pause } from 'node:timers/promises';
import { demonstrationAccounts } from '#prisma/seed.ts';
import { reportError } from './lib/progress.ts';

const concertId = 1;
const pollsMax = 100;

type Headers = Record<string, string>;
type Ask = <T>(procedure: string, input: unknown) => Promise<T>;

async function json<T>(step: string, url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${step}: ${response.status} ${body.slice(0, 300)}`);
  return JSON.parse(body) as T;
}

function callerAt(base: string, headers: Headers): { query: Ask; mutate: Ask } {
  const call = async <T>(procedure: string, query: string, init: RequestInit): Promise<T> => {
    const answer = await json<{ result: { data: T } }>(
      procedure,
      `${base}/api/trpc/${procedure}${query}`,
      init,
    );
    console.log(`  ${procedure}`);
    return answer.result.data;
  };
  return {
    query: (procedure, input) =>
      call(procedure, `?input=${encodeURIComponent(JSON.stringify(input))}`, { headers }),
    mutate: (procedure, input) =>
      call(procedure, '', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
  };
}

async function signIn(base: string, email: string): Promise<string> {
  const account = demonstrationAccounts.find((one) => one.email === email);
  if (account === undefined) throw new Error(`${email} is not an account of the demonstration.`);
  const { accessToken } = await json<{ accessToken: string }>('sign in', `${base}/api/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: account.password }),
  });
  return accessToken;
}

/** Returns the queue token after admission. Throws an error after `pollsMax` polls. */
async function waitForTurn({ query, mutate }: { query: Ask; mutate: Ask }): Promise<string> {
  let place = await mutate<{ state: string; token: string; nextPollMs: number }>('queue.join', {
    concertId,
  });
  const { token } = place;
  for (let polls = 0; place.state !== 'ACTIVE' || polls === 0; polls++) {
    if (place.state === 'EXPIRED' || polls === pollsMax)
      throw new Error(`The user was not admitted: ${place.state}`);
    if (place.state === 'WAITING') await pause(place.nextPollMs);
    place = await query('queue.status', { token });
  }
  return token;
}

async function walk(base: string, email: string): Promise<void> {
  const authorization = `Bearer ${await signIn(base, email)}`;
  const fan = callerAt(base, { authorization });
  await fan.mutate('wallet.charge', { amount: 200_000, idempotencyKey: crypto.randomUUID() });
  const admitted = callerAt(base, { authorization, 'x-queue-token': await waitForTurn(fan) });

  const [date] = await admitted.query<{ performanceId: number }[]>('catalog.dates', { concertId });
  if (date === undefined) throw new Error('There is no date with seats left.');
  const seats = await admitted.query<{ seat: number; state: string }[]>('seating.seats', {
    performanceId: date.performanceId,
  });
  const seat = seats.find(({ state }) => state === 'available')?.seat;
  const { reservationId } = await admitted.mutate<{ reservationId: number }>('seating.hold', {
    performanceId: date.performanceId,
    seats: [seat],
  });
  await admitted.mutate('payment.pay', { reservationId, idempotencyKey: crypto.randomUUID() });
  const paid = await fan.query<{ status: string; tickets: unknown[] }>('reservation.get', {
    reservationId,
  });
  if (paid.status !== 'PAID' || paid.tickets.length !== 1)
    throw new Error(`The reservation is ${paid.status}`);
  console.log(`${email} has a ticket for seat ${seat}.`);
}

const [base = 'http://localhost:3000', email = 'fan1@jari.example'] = process.argv.slice(2);
await walk(base.replace(/\/$/, ''), email).catch(reportError);
