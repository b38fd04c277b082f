import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuse } from '../errors/refusal.ts';
import { withIdempotency, type IdempotentCall } from './idempotency.ts';
import { aPerson } from '#tests/support/factories.ts';
import { outcomeOf, until } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { serializable, type Tx } from './transaction.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const asked = async (more: Partial<IdempotentCall> = {}): Promise<IdempotentCall> => ({
  userId: await aPerson(stores.db),
  operation: 'CHARGE',
  key: 'the-same-key',
  request: { amount: 1, note: 'a' },
  ...more,
});
const answer = (reply: object) => () => Promise.resolve(reply);

test('a repeated key returns the first reply without repeating the work', async () => {
  const request = await asked();
  expect(await withIdempotency(stores.db, request, answer({ first: true }))).toEqual({
    first: true,
  });
  expect(await withIdempotency(stores.db, request, answer({ first: false }))).toEqual({
    first: true,
  });
});

test('the order of a request’s fields does not matter', async () => {
  const request = await asked();
  await withIdempotency(stores.db, request, answer({ first: true }));
  expect(
    await withIdempotency(stores.db, { ...request, request: { note: 'a', amount: 1 } }, answer({})),
  ).toEqual({ first: true });
});

test('the same key with another request is a mismatch', async () => {
  const request = await asked();
  await withIdempotency(stores.db, request, answer({}));
  for (const other of [{ amount: 2, note: 'a' }, { amount: '1', note: 'a' }, { amount: 1 }])
    expect(
      await outcomeOf(withIdempotency(stores.db, { ...request, request: other }, answer({}))),
    ).toBe('IDEMPOTENCY_MISMATCH');
});

test('keys are separate for each user and each operation', async () => {
  const request = await asked();
  await withIdempotency(stores.db, request, answer({ owner: 'mine' }));
  expect(await withIdempotency(stores.db, await asked(), answer({ owner: 'theirs' }))).toEqual({
    owner: 'theirs',
  });
  expect(
    await withIdempotency(stores.db, { ...request, operation: 'PAY' }, answer({ owner: 'pay' })),
  ).toEqual({ owner: 'pay' });
});

test('a refusal is not stored, rolls back its writes, and leaves the key unused', async () => {
  const request = await asked();
  const refusing = async (tx: Tx) => {
    await tx.account.update({ where: { userId: request.userId }, data: { balanceKrw: 9 } });
    return refuse('WALLET_LIMIT');
  };
  expect(await outcomeOf(withIdempotency(stores.db, request, refusing))).toBe('WALLET_LIMIT');
  expect(
    await stores.db.account.findUniqueOrThrow({ where: { userId: request.userId } }),
  ).toMatchObject({ balanceKrw: 0n });
  expect(
    await withIdempotency(
      stores.db,
      { ...request, request: { amount: 2 } },
      answer({ second: true }),
    ),
  ).toEqual({ second: true });
});

test('a stored reply cannot be changed or deleted', async () => {
  const { userId, ...request } = await asked();
  await withIdempotency(stores.db, { userId, ...request }, answer({ first: true }));
  await expect(stores.db.idempotencyKey.deleteMany({ where: { userId } })).rejects.toThrow();
  await expect(
    stores.db.idempotencyKey.updateMany({ where: { userId }, data: { reply: {} } }),
  ).rejects.toThrow();
});

type Idempotent = (
  request: IdempotentCall,
  work: (tx: Tx) => Promise<{ by: string }>,
) => Promise<{ by: string }>;

/**
 * Runs a request that adds one won, and a concurrent duplicate. Returns both replies and the amount
 * added.
 */
async function twiceAtOnce(run: Idempotent): Promise<{ replies: string[]; added: bigint | null }> {
  const request = await asked();
  const mayEnd = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  const add = (tx: Tx) =>
    tx.$executeRaw`UPDATE accounts SET balance_krw = balance_krw + 1 WHERE user_id = ${request.userId}::uuid`;
  const first = run(request, async (tx) => {
    await add(tx);
    begun.resolve(undefined);
    await mayEnd.promise;
    return { by: 'the first' };
  });
  await begun.promise;
  const second = run(request, async (tx) => {
    await add(tx);
    return { by: 'the second' };
  });
  await until(async () => {
    const [waiting] = await stores.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting?.count === 1;
  });
  mayEnd.resolve(undefined);
  const replies = (await Promise.all([first, second])).map(({ by }) => by);
  const { balanceKrw } = await stores.db.account.findUniqueOrThrow({
    where: { userId: request.userId },
  });
  return { replies, added: balanceKrw };
}

test('a concurrent duplicate waits for the first request and gets its reply', async () => {
  const run: Idempotent = (request, work) => withIdempotency(stores.db, request, work);
  expect(await twiceAtOnce(run)).toEqual({ replies: ['the first', 'the first'], added: 1n });
});

test('negative control: checking for a reply before the work and storing it afterwards does the work twice', async () => {
  const checkThenDo: Idempotent = async ({ userId, operation, key }, work) => {
    const where = { userId, operation, key };
    expect(await stores.db.idempotencyKey.count({ where })).toBe(0);
    const reply = await serializable(stores.db, work);
    await stores.db.idempotencyKey.createMany({
      data: { ...where, requestHash: 'x', reply },
      skipDuplicates: true,
    });
    return reply;
  };
  expect(await twiceAtOnce(checkThenDo)).toEqual({
    replies: ['the first', 'the second'],
    added: 2n,
  });
});

test('a duplicate that is refused because the first committed meanwhile gets the first one’s reply', async () => {
  const request = await asked();
  const refusedByTheFirst = async () => {
    await withIdempotency(stores.db, request, answer({ by: 'the first' }));
    return refuse('ALREADY_PAID');
  };
  expect(await withIdempotency(stores.db, request, refusedByTheFirst)).toEqual({ by: 'the first' });
});
