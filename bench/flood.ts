// Measures whether floods of polls or of forged tokens slow down purchases by admitted users.
import { randomUUID } from 'node:crypto';
import { signAccessToken } from '#server/account/access-token.ts';
import { env } from '#server/config/env.ts';
import { join } from '#server/queue/queue.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { charge } from '#server/wallet/wallet.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { flood, type Flood, type FloodResult, type Shot, timed } from './load.ts';

const buyersPerRound = 400;
const seconds = 8;
const rate = 500;
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

/** Creates admitted users, each with a funded wallet and a separate seat. */
async function buyers(stores: TestStores): Promise<Buyer[]> {
  const found: Buyer[] = [];
  while (found.length < buyersPerRound) {
    const { concertId, performanceId } = await aPerformance(stores.db);
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
    if (!response.ok)
      throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    await response.arrayBuffer();
  };
  await post('reservation', { concertOptionId, seat });
  await post('payment', { concertOptionId }, { 'idempotency-key': randomUUID() });
}

/** Creates waiting users. Returns one poll request per user, with the user's queue token. */
async function pollsOfMany(stores: TestStores): Promise<Shot[]> {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const input = encodeURIComponent(JSON.stringify({ concertId }));
  const shots: Shot[] = [];
  for (const userId of await people(stores.db, waitingCount)) {
    const { token } = await join(stores, userId, concertId);
    shots.push({
      path: `/api/trpc/queue.status?input=${input}`,
      headers: { 'x-queue-token': token },
    });
  }
  return shots;
}

/** Returns requests whose queue and access tokens have forged signatures. */
async function forgedTokens(stores: TestStores): Promise<Shot[]> {
  const [{ concertId, performanceId }, [userId = '']] = [
    await aPerformance(stores.db),
    await people(stores.db, 1),
  ];
  const forged = `${(await join(stores, userId, concertId)).token.slice(0, -8)}AAAAAAAA`;
  const access = `${signAccessToken(userId, env().NEXTAUTH_SECRET).slice(0, -8)}AAAAAAAA`;
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
      headers: {
        authorization: `Bearer ${access}`,
        'x-queue-token': forged,
        'content-type': 'application/json',
      },
      body,
    },
  ];
}

export async function benchFlood(stores: TestStores): Promise<void> {
  const instance = await startInstance();
  const polls = { connections, shots: await pollsOfMany(stores) };
  const forged = { connections, shots: await forgedTokens(stores) };
  const round = async (
    beside: Flood | null,
  ): Promise<{ times: number[]; result: FloodResult | null }> => {
    const group = await buyers(stores);
    const [times, result] = await Promise.all([
      timed(group, { atOnce: buyersAtOnce, seconds }, (buyer) => buy(instance.url, buyer)),
      beside === null ? null : flood(instance.url, beside, seconds),
    ]);
    return { times, result };
  };
  await round(null); // warm-up
  console.log(
    `Hold and pay for ${String(seconds)} s, ${String(buyersAtOnce)} at once, during floods on ${String(connections)} connections`,
  );
  const baseline = await round(null);
  console.log(line('no flood', baseline, baseline.times));
  const floods: [string, Flood | null][] = [
    [`${String(rate)} polls a second`, { ...polls, rate }],
    [`${String(rate)} forged tokens a second`, { ...forged, rate }],
    ['polls as fast as answered', polls],
    ['forged tokens as fast as answered', forged],
    ['no flood, again', null],
  ];
  for (const [name, beside] of floods) console.log(line(name, await round(beside), baseline.times));
  await instance.stop();
}

function line(
  name: string,
  { times, result }: { times: number[]; result: FloodResult | null },
  baseline: number[],
): string {
  const [p50, p99] = [0.5, 0.99].map((p) => {
    const ms = quantile(times, p);
    return `${ms.toFixed(0).padStart(5)} ms (${(ms / quantile(baseline, p)).toFixed(2)}×)`;
  });
  const details =
    result === null ? '' : `${String(result.perSecond)}/s ${JSON.stringify(result.statuses)}`;
  return `${name.padEnd(34)}${String(times.length).padStart(4)} purchases   p50 ${p50 ?? ''}   p99 ${p99 ?? ''}   ${details}`;
}
