import { type Api, fanOf } from './http-client.ts';
import { aPerson, type Show } from './factories.ts';
import type { TestStores } from './stores.ts';

/** Somebody whose turn it is, and who can pay for a seat: what they may ask of each instance. */
export async function aBuyer(
  { db }: TestStores,
  at: { url: string },
  { concertId }: Show,
): Promise<(instance: { url: string }) => Api> {
  const fan = fanOf(await aPerson(db));
  await fan.at(at).wallet.charge.mutate({ amount: 50_000, idempotencyKey: 'enough-money' });
  const { token } = await fan.at(at).queue.join.mutate({ concertId });
  return (instance) => fan.at(instance, token);
}
