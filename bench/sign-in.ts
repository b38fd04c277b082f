// Measures whether simultaneous sign-ins slow down polls. Each sign-in computes a password hash,
// which occupies a core.
import { randomUUID } from 'node:crypto';
import { signUp } from '#server/account/account.ts';
import { join } from '#server/queue/queue.ts';
import { aPerformance, people } from '#tests/support/factories.ts';
import { startInstance } from '#tests/support/instance.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { quantile } from '#tests/simulation/quantile.ts';
import { flood, type Shot, timed } from './load.ts';

const seconds = 8;
const pollersAtOnce = 8;
const signingInAtOnce = 32;
const accountCount = 50;

export async function benchSignIn(stores: TestStores): Promise<void> {
  const instance = await startInstance();
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const at = `${instance.url}/api/trpc/queue.status?input=${encodeURIComponent(JSON.stringify({ concertId }))}`;
  const tokens: string[] = [];
  for (const userId of await people(stores.db, 20))
    tokens.push((await join(stores, userId, concertId)).token);
  const shots: Shot[] = [];
  for (let made = 0; made < accountCount; made++) {
    const account = { email: `${randomUUID()}@jari.example`, password: 'a long password' };
    await signUp(stores.db, { ...account, name: 'A person' });
    const headers = { 'content-type': 'application/json' };
    shots.push({ path: '/auth/token', method: 'POST', headers, body: JSON.stringify(account) });
  }
  const polls = Array.from({ length: 50_000 }, (_, index) => tokens[index % tokens.length] ?? '');
  const poll = async (token: string): Promise<void> => {
    const response = await fetch(at, { headers: { 'x-queue-token': token } });
    if (!response.ok) throw new Error(`a poll: ${String(response.status)}`);
    await response.arrayBuffer();
  };
  const round = () => timed(polls, { atOnce: pollersAtOnce, seconds }, poll);

  console.log(`Polls for ${String(seconds)} s, ${String(pollersAtOnce)} at once`);
  await round(); // warm-up
  const calm = await round();
  const [busy, result] = await Promise.all([
    round(),
    flood(instance.url, { shots, connections: signingInAtOnce }, seconds),
  ]);
  const figures = (times: number[], p: number) =>
    `${quantile(times, p).toFixed(1).padStart(7)} ms (${(quantile(times, p) / quantile(calm, p)).toFixed(2)}×)`;
  const line = (name: string, times: number[], details = '') =>
    console.log(
      `${name.padEnd(24)}${String(times.length).padStart(6)} polls   p50 ${figures(times, 0.5)}   p99 ${figures(times, 0.99)}   ${details}`,
    );
  line('no sign-ins', calm);
  line(
    `${String(signingInAtOnce)} concurrent sign-ins`,
    busy,
    `${String(result.perSecond)}/s ${JSON.stringify(result.statuses)}`,
  );
  await instance.stop();
}
