import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, aPerformance, people } from '#tests/support/factories.ts';
import { admitted, outcomeOf, placeOf } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { expirePlace, join, keepTurn, leave, renewToken, requireTurn, status } from './queue.ts';
import { verifyQueueToken } from './token/token.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

test('a missing, forged, foreign, waiting or ended token gives no turn', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  const other = await aPerformance(stores.db);
  const [me = '', waiting = ''] = await people(stores.db, 2);
  const { token } = await join(stores, me, concertId);
  const { token: waitingToken } = await join(stores, waiting, concertId);
  const turn = (presented: string | undefined, userId: string, at = concertId) =>
    outcomeOf(requireTurn(stores, presented, userId, at));
  expect(await turn(undefined, me)).toBe('QUEUE_TOKEN_MISSING');
  expect(await turn(`${token.slice(0, -4)}AAAA`, me)).toBe('QUEUE_TOKEN_INVALID');
  expect(await turn(token, waiting)).toBe('NOT_YOURS');
  expect(await turn(token, me, other.concertId)).toBe('NOT_YOUR_TURN');
  expect(await turn(waitingToken, waiting)).toBe('NOT_YOUR_TURN');
  expect(await turn(token, me)).toBe('done');
  await leave(stores, me, concertId);
  expect(await turn(token, me)).toBe('QUEUE_TOKEN_EXPIRED');
  expect(await status(stores, placeOf(token))).toMatchObject({
    state: 'EXPIRED',
    position: 0,
    behind: 0,
  });
});

test('the token of an ended place stays revoked after joining again, and leaving again ends nothing', async () => {
  const { concertId } = await aPerformance(stores.db);
  const userId = await aPerson(stores.db);
  const { token: first } = await join(stores, userId, concertId);
  expect(await leave(stores, userId, concertId)).toMatchObject(placeOf(first));
  expect(await leave(stores, userId, concertId)).toBeNull();
  const { token: second } = await join(stores, userId, concertId);
  expect(await outcomeOf(requireTurn(stores, first, userId, concertId))).toBe(
    'QUEUE_TOKEN_EXPIRED',
  );
  expect(await outcomeOf(requireTurn(stores, second, userId, concertId))).toBe('done');
  await expirePlace(stores, placeOf(first), 'PAID');
  expect(await outcomeOf(requireTurn(stores, second, userId, concertId))).toBe('done');
});

test('all tokens of one place stay valid, also a renewed one', async () => {
  const { concertId } = await aPerformance(stores.db);
  const userId = await aPerson(stores.db);
  const { token } = await join(stores, userId, concertId);
  const { token: again } = await join(stores, userId, concertId);
  const { token: renewed } = await renewToken(stores, placeOf(token));
  for (const each of [token, again, renewed])
    expect(await outcomeOf(requireTurn(stores, each, userId, concertId))).toBe('done');
});

test('a token expires at the end of the last performance', async () => {
  const { concertId } = await aPerformance(stores.db);
  const { token, endsAt } = await join(stores, await aPerson(stores.db), concertId);
  const show = await stores.db.performance.findFirstOrThrow({
    where: { concertId },
    select: { endsAt: true },
  });
  expect(endsAt).toBe(show.endsAt.getTime());
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number;
  };
  expect(exp).toBe(Math.floor(show.endsAt.getTime() / 1000));
  expect(verifyQueueToken(token)).toMatchObject({ concertId, outdated: false });
});

test('a hold extends the turn until 30 s after its own end', async () => {
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show);
  const before = Date.parse((await status(stores, place)).expiresAt ?? '');
  await keepTurn(stores, place, 700_000);
  const after = Date.parse((await status(stores, place)).expiresAt ?? '');
  // The hold plus 30 s (730 s) exceeds the session (600 s) by 130 s.
  expect(after - before).toBeGreaterThanOrEqual(130_000);
  expect(after - before).toBeLessThan(160_000);
});

test('joining before the queue opens is refused with the time at which the sale opens', async () => {
  const { concertId } = await aPerformance(stores.db);
  const opensAt = new Date(Date.now() + 3_600_000);
  await stores.db.concert.update({ where: { id: concertId }, data: { opensAt } });
  await expect(join(stores, await aPerson(stores.db), concertId)).rejects.toMatchObject({
    code: 'SALE_NOT_OPEN',
    details: { opensAt: opensAt.toISOString() },
  });
});

test('the queue opens half an hour before the sale or at the concert’s own time, and admits nobody before the sale', async () => {
  for (const opening of [
    { opensAt: new Date(Date.now() + 1_500_000) },
    { opensAt: new Date(Date.now() + 7_200_000), lineOpensAt: new Date(Date.now() - 1_000) },
  ]) {
    const { concertId } = await aPerformance(stores.db);
    await stores.db.concert.update({ where: { id: concertId }, data: opening });
    expect(await join(stores, await aPerson(stores.db), concertId)).toMatchObject({
      state: 'WAITING',
      position: 1,
      expiresAt: null,
    });
  }
});

test('the sale is closed after the last performance has begun; an unknown concert is not found', async () => {
  const { concertId } = await aPerformance(stores.db);
  await stores.db.performance.updateMany({
    where: { concertId },
    data: { startsAt: new Date(Date.now() - 60_000) },
  });
  expect(await outcomeOf(join(stores, await aPerson(stores.db), concertId))).toBe('SALE_CLOSED');
  expect(await outcomeOf(join(stores, await aPerson(stores.db), 2_147_483_647))).toBe('NOT_FOUND');
});
