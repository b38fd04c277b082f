import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { log } from '../config/log.ts';
import { queueCounts, leave, status } from '../queue/queue.ts';
import { createRedis } from '../redis/redis.ts';
import { aHolder, type Holder } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { pay, payAndLeave, relayOutbox } from './payment.ts';

let stores: TestStores;
beforeAll(async () => {
  log.level = 'silent'; // a test below makes Redis unavailable on purpose
  stores = await testStores();
});
afterAll(() => stores.close());

const payment = ({ userId, reservationId, turn }: Holder) => ({
  userId,
  reservationId,
  turn,
  idempotencyKey: 'the-payment',
});
const waitingToLeave = () => stores.db.outboxMessage.count();

test('a paid place leaves the queue even if the process died between the commit and Redis', async () => {
  const holder = await aHolder(stores, { money: 50_000 });
  await pay(stores.db, payment(holder));
  expect(await status(stores, holder.turn)).toMatchObject({ state: 'ACTIVE' });
  expect(await relayOutbox(stores)).toBe(1);
  expect(await status(stores, holder.turn)).toMatchObject({ state: 'EXPIRED' });
  expect(await waitingToLeave()).toBe(0);
});

/**
 * Lets two instances relay the end of a paid place whose user has a newer place. Returns the state
 * of the newer place.
 */
async function newPlaceAfter(relay: (holder: Holder) => Promise<unknown>): Promise<string> {
  const holder = await aHolder(stores, { money: 50_000 });
  await payAndLeave(stores, payment(holder), () => Promise.resolve(holder.turn));
  const again = await aHolder(stores, { show: holder.show, person: holder.userId, seats: [9] });
  await Promise.all([relay(holder), relay(holder)]);
  const { state } = await status(stores, again.turn);
  expect(await queueCounts(stores, holder.show.concertId)).toEqual({
    waiting: 0,
    active: state === 'ACTIVE' ? 1 : 0,
  });
  return state;
}

test('relaying an end twice, by two instances, leaves the user’s newer place unchanged', async () => {
  expect(await newPlaceAfter(() => relayOutbox(stores))).toBe('ACTIVE');
  expect(await relayOutbox(stores)).toBe(0);
});

test('negative control: a relay that ends the user’s current place ends the newer one', async () => {
  expect(await newPlaceAfter(({ userId, show }) => leave(stores, userId, show.concertId))).toBe(
    'EXPIRED',
  );
  await relayOutbox(stores);
});

test('a payment succeeds while Redis is unavailable, and its place leaves the queue once Redis is back', async () => {
  const holder = await aHolder(stores, { money: 50_000 });
  const closed = createRedis('redis://127.0.0.1:1');
  closed.on('error', () => undefined);
  expect(
    await payAndLeave({ db: stores.db, redis: closed }, payment(holder), () =>
      Promise.resolve(holder.turn),
    ),
  ).toMatchObject({
    amount: 50_000,
  });
  expect(await relayOutbox({ db: stores.db, redis: closed })).toBe(0);
  closed.disconnect();
  expect(await waitingToLeave()).toBe(1);
  await relayOutbox(stores);
  expect(await status(stores, holder.turn)).toMatchObject({ state: 'EXPIRED' });
});

test('a place that cannot be removed does not delay other places', async () => {
  const nowhere = { userId: randomUUID(), concertId: 2_147_483_647, epoch: 1, number: 1 };
  const { id } = await stores.db.outboxMessage.create({
    data: { kind: 'PLACE_SPENT', payload: nowhere },
    select: { id: true },
  });
  const holder = await aHolder(stores, { money: 50_000 });
  await pay(stores.db, payment(holder));
  expect(await relayOutbox(stores)).toBe(1);
  expect(await status(stores, holder.turn)).toMatchObject({ state: 'EXPIRED' });
  await stores.db.outboxMessage.delete({ where: { id } });
});

test('a refused payment leaves no outbox message', async () => {
  const holder = await aHolder(stores);
  await expect(pay(stores.db, payment(holder))).rejects.toMatchObject({
    code: 'INSUFFICIENT_BALANCE',
  });
  expect(await waitingToLeave()).toBe(0);
});
