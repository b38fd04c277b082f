// Whether a crowd that polls, or that sends tokens which are none, slows the purchase of those whose turn it is.
import { randomUUID } from 'node:crypto';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/env.ts';
import { join } from '#server/queue/queue.ts';
import { aShow, people } from '#server/testing/factories.ts';
import { startInstance } from '#server/testing/instance.ts';
import type { TestStores } from '#server/testing/stores.ts';
import { charge } from '#server/wallet/wallet.ts';
import { flood, quantile, type Shot, timed } from './load.ts';

const buyersPerRound = 400;
const seconds = 8;
const buyersAtOnce = 4;
const waitingCount = 500;
const connections = 64;
const seatPriceKrw = 50_000;

interface Buyer {
  headers: Record<string, string>;
  at: string;
  concertOptionId: number;
  seat: string;
}

/** People whose turn it is, with money and a seat of their own in mind. */
async function buyers(stores: TestStores): Promise<Buyer[]> {
  const found: Buyer[] = [];
  while (found.length < buyersPerRound) {
    const { concertId, performanceId } = await aShow(stores.db);
    for (const [index, userId] of (await people(stores.db, 50)).entries()) {
      await charge(stores.db, userId, { amount: seatPriceKrw, idempotencyKey: 'for-the-bench' });
      const { token } = await join(stores, userId, concertId);
      found.push({
        at: `/concert/${userId}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        concertOptionId: performanceId,
        seat: String(index + 1).padStart(2, '0'),
      });
    }
  }
  return found.slice(0, buyersPerRound);
}

async function buy(url: string, { at, headers, concertOptionId, seat }: Buyer): Promise<void> {
  const post = async (path: string, body: object, more: Record<string, string> = {}) => {
    const response = await fetch(`${url}${at}/${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    await response.arrayBuffer();
  };
  await post('reservation', { concertOptionId, seat });
  await post('payment', { concertOptionId }, { 'idempotency-key': randomUUID() });
}

/** Polls of people who wait, each with a token of their own. */
async function pollsOfMany(stores: TestStores): Promise<Shot[]> {
  const { concertId } = await aShow(stores.db, { capacity: 1 });
  const input = encodeURIComponent(JSON.stringify({ concertId }));
  const shots: Shot[] = [];
  for (const userId of await people(stores.db, waitingCount)) {
    const { token } = await join(stores, userId, concertId);
    shots.push({ path: `/api/trpc/queue.status?input=${input}`, headers: { 'x-queue-token': token } });
  }
  return shots;
}

/** Tokens that nobody has signed, where a queue token and where an access token belongs. */
async function forgedTokens(stores: TestStores): Promise<Shot[]> {
  const [{ concertId, performanceId }, [userId = '']] = [await aShow(stores.db), await people(stores.db, 1)];
  const forged = `${(await join(stores, userId, concertId)).token.slice(0, -8)}AAAAAAAA`;
  const access = `${(await signAccessToken(userId, env().NEXTAUTH_SECRET)).slice(0, -8)}AAAAAAAA`;
  const body = JSON.stringify({ performanceId, seats: [1] });
  return [
    { path: `/concert/${String(concertId)}/dates`, headers: { authorization: `Bearer ${forged}` } },
    {
      path: `/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`,
      headers: { 'x-queue-token': forged },
    },
    {
      path: '/api/trpc/seating.hold',
      method: 'POST',
      headers: { authorization: `Bearer ${access}`, 'x-queue-token': forged, 'content-type': 'application/json' },
      body,
    },
  ];
}

export async function benchFlood(stores: TestStores): Promise<void> {
  const instance = await startInstance();
  const polls = await pollsOfMany(stores);
  const forged = await forgedTokens(stores);
  const round = async (shots: Shot[]): Promise<{ times: number[]; said: string }> => {
    const crowd = await buyers(stores);
    const [times, met] = await Promise.all([
      timed(crowd, { atOnce: buyersAtOnce, seconds }, (buyer) => buy(instance.url, buyer)),
      shots.length === 0 ? null : flood(instance.url, shots, connections, seconds),
    ]);
    return { times, said: met === null ? '' : `${String(met.perSecond)}/s ${JSON.stringify(met.statuses)}` };
  };
  await round([]); // warms up
  const rounds = [
    ['nobody else', []],
    ['polls', polls],
    ['forged tokens', forged],
    ['nobody else, again', []],
  ] as const;
  let baseline: number[] | null = null;
  console.log(
    `Hold and pay for ${String(seconds)} s, ${String(buyersAtOnce)} at once, beside a flood on ${String(connections)} connections`,
  );
  for (const [name, shots] of rounds) {
    const { times, said } = await round([...shots]);
    baseline ??= times;
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    const ratio = (p: number) => `${(quantile(times, p) / quantile(baseline ?? times, p)).toFixed(2)}×`;
    console.log(
      `${name.padEnd(20)} ${String(times.length).padStart(4)} purchases   p50 ${p50.toFixed(0).padStart(5)} ms (${ratio(0.5)})   p99 ${p99.toFixed(0).padStart(5)} ms (${ratio(0.99)})   ${said}`,
    );
  }
  await instance.stop();
}
