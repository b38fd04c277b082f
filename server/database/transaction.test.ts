import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { gate } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { serializable, transaction, type Tx, retrySerializable } from './transaction.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const conflict = Object.assign(new Error('undone'), { code: 'P2034' });

test('a rolled-back attempt is retried until the first success', async () => {
  let tried = 0;
  const attempt = () => (++tried < 4 ? Promise.reject(conflict) : Promise.resolve('done'));
  expect(await retrySerializable(attempt)).toBe('done');
  expect(tried).toBe(4);
});

test('retries are bounded: after thirty attempts the call is TRY_AGAIN', async () => {
  let tried = 0;
  const attempt = () => Promise.reject(Object.assign(conflict, { tried: ++tried }));
  await expect(retrySerializable(attempt)).rejects.toMatchObject({
    code: 'TRY_AGAIN',
    retryAfterSeconds: 1,
    cause: conflict,
  });
  expect(tried).toBe(30);
});

test('other failures are not retried', async () => {
  let tried = 0;
  const attempt = () => Promise.reject(new Error(`try ${String(++tried)}`));
  await expect(retrySerializable(attempt)).rejects.toThrow('try 1');
});

test('a failed transaction leaves no writes', async () => {
  const userId = await aPerson(stores.db);
  const failing = serializable(stores.db, async (tx) => {
    await tx.account.update({ where: { userId }, data: { balanceKrw: 5 } });
    throw new Error('after the write');
  });
  await expect(failing).rejects.toThrow('after the write');
  expect(await stores.db.account.findUniqueOrThrow({ where: { userId } })).toMatchObject({
    balanceKrw: 0n,
  });
});

type Run = (work: (tx: Tx) => Promise<unknown>) => Promise<unknown>;

/**
 * Lets two transactions read a balance before each writes the balance plus one. Returns the final
 * balance.
 */
async function afterTwoIncrements(run: Run): Promise<bigint | null> {
  const userId = await aPerson(stores.db);
  const bothHaveRead = gate(2);
  const increment = async (tx: Tx) => {
    const { balanceKrw } = await tx.account.findUniqueOrThrow({
      where: { userId },
      select: { balanceKrw: true },
    });
    await bothHaveRead();
    await tx.account.update({ where: { userId }, data: { balanceKrw: (balanceKrw ?? 0n) + 1n } });
  };
  await Promise.allSettled([run(increment), run(increment)]);
  return (await stores.db.account.findUniqueOrThrow({ where: { userId } })).balanceKrw;
}

test('conflicting serializable transactions end as if they ran one after the other', async () => {
  expect(await afterTwoIncrements((work) => serializable(stores.db, work))).toBe(2n);
});

test('negative control: without the retry, or without the isolation, one write is lost', async () => {
  expect(await afterTwoIncrements((work) => transaction(stores.db, work))).toBe(1n);
  expect(await afterTwoIncrements((work) => stores.db.$transaction(work))).toBe(1n);
});
