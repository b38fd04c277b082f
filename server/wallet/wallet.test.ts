import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { serializable, type Tx } from '../database/transaction.ts';
import type { Db } from '../database/db.ts';
import { aPerson, people } from '#tests/support/factories.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { aHolder, gate, outcomeOf, tally } from '#tests/support/people.ts';
import {
  anotherClient,
  countingClient,
  testStores,
  type TestStores,
} from '#tests/support/stores.ts';
import { pay } from '../payment/payment.ts';
import { chargeInput, entryKinds } from './wallet.schema.ts';
import { balance, charge, credit, history } from './wallet.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

const balanceOf = async (userId: string) => (await balance(stores.db, userId)).balance;
const chargeOf = (userId: string, amount: number, idempotencyKey: string) =>
  charge(stores.db, userId, { amount, idempotencyKey });

async function aCaller(given: Parameters<typeof aHolder>[1]) {
  const holder = await aHolder(stores, given);
  return { ...holder, call: trpcCallerOf(stores, holder.userId).call };
}

test('a new user has an empty wallet, and an unknown user’s is NOT_FOUND', async () => {
  expect(await balanceOf(await aPerson(stores.db))).toBe(0);
  expect(await outcomeOf(balance(stores.db, randomUUID()))).toBe('NOT_FOUND');
  expect(await outcomeOf(chargeOf(randomUUID(), 1_000, 'nobody-s-key'))).toBe('NOT_FOUND');
});

test.each([
  [1, true],
  [10_000_000, true],
  [0, false],
  [-1, false],
  [10_000_001, false],
  [1.5, false],
  [Number.NaN, false],
  ['1000', false],
])('a charge of %s is a valid one: %s', (amount, valid) => {
  expect(chargeInput.safeParse({ amount, idempotencyKey: 'a-good-key' }).success).toBe(valid);
});

test.each([
  ['12345678', true],
  ['A-b_9'.repeat(12), true],
  ['1234567', false],
  ['x'.repeat(65), false],
  ['no spaces here', false],
  ['한글한글한글한글', false],
  [undefined, false],
])('an idempotency key %s is a valid one: %s', (idempotencyKey, valid) => {
  expect(chargeInput.safeParse({ amount: 1, idempotencyKey }).success).toBe(valid);
});

test('concurrent charges lose no money, and a charge never exceeds 100,000,000 won', async () => {
  const userId = await aPerson(stores.db);
  const charges = Array.from({ length: 15 }, (_, at) =>
    chargeOf(userId, 10_000_000, `charge-number-${String(at)}`),
  );
  expect(await tally(charges)).toEqual({ done: 10, WALLET_LIMIT: 5 });
  expect(await balanceOf(userId)).toBe(100_000_000);
});

test('negative control: reading the balance before writing the sum loses charges', async () => {
  const userId = await aPerson(stores.db);
  const everyone = gate(15);
  const readThenWrite = async () => {
    const { balance: read } = await balance(stores.db, userId);
    await everyone();
    await stores.db.account.update({ where: { userId }, data: { balanceKrw: read + 10_000_000 } });
  };
  expect(await tally(Array.from({ length: 15 }, readThenWrite))).toEqual({ done: 15 });
  expect(await balanceOf(userId)).toBe(10_000_000);
});

/**
 * Lets users charge 1,000 won at once, each on the client that `clientOf` returns. Returns the
 * number of transactions.
 */
async function transactionsOf(count: number, clientOf: (db: Db) => Db): Promise<number> {
  const { db, transactions } = countingClient(stores.db);
  const users = await people(stores.db, count);
  const replies = await Promise.all(
    users.map((userId) =>
      charge(clientOf(db), userId, { amount: 1_000, idempotencyKey: 'everybody-s' }),
    ),
  );
  expect(replies).toEqual(users.map(() => ({ balance: 1_000 })));
  const where = { userId: { in: users }, balanceKrw: 1_000n };
  expect(await stores.db.account.count({ where })).toBe(count);
  return transactions();
}

test('200 users who charge at once share few transactions', async () => {
  expect(await transactionsOf(200, (db) => db)).toBeLessThan(50);
});

test('negative control: without groups each of them needs a transaction', async () => {
  expect(await transactionsOf(50, anotherClient)).toBeGreaterThanOrEqual(50);
});

test('in a group of charges, one that is refused changes nothing and undoes none', async () => {
  const [rich = '', ...others] = await people(stores.db, 4);
  await chargeOf(rich, 100_000_000, 'all-of-it');
  const { db, transactions } = countingClient(stores.db);
  const charges = [...others, rich, randomUUID()].map((userId) =>
    charge(db, userId, { amount: 1_000, idempotencyKey: 'one-of-a-group' }),
  );
  expect(await Promise.all(charges.map(outcomeOf))).toEqual([
    'done',
    'done',
    'done',
    'WALLET_LIMIT',
    'NOT_FOUND',
  ]);
  expect(transactions()).toBe(1);
  expect(await balanceOf(rich)).toBe(100_000_000);
  expect(await stores.db.idempotencyKey.count({ where: { userId: rich } })).toBe(1);
});

type Transaction = (work: (tx: Tx) => Promise<unknown>, options: object) => Promise<unknown>;
const clientWith = ($transaction: Transaction): Db =>
  new Proxy(stores.db, {
    get: (db, name) => (name === '$transaction' ? $transaction : Reflect.get(db, name)) as unknown,
  });

/** Whether a charge is answered before its COMMIT, on a client that `through` makes. */
async function isAnsweredEarly(through: (next: Transaction) => Transaction): Promise<boolean> {
  const written = Promise.withResolvers<undefined>();
  const mayCommit = Promise.withResolvers<undefined>();
  const pausing: Transaction = (work, options) =>
    stores.db.$transaction(async (tx) => {
      const result = await work(tx);
      written.resolve(undefined);
      await mayCommit.promise;
      return result;
    }, options);
  const userId = await aPerson(stores.db);
  let isAnswered = false;
  const answered = charge(clientWith(through(pausing)), userId, {
    amount: 1_000,
    idempotencyKey: 'the-charge',
  }).then(() => (isAnswered = true));
  await written.promise;
  expect(await balanceOf(userId)).toBe(0); // a round trip, in which an early answer arrives
  const isEarly = isAnswered;
  mayCommit.resolve(undefined);
  await answered;
  return isEarly;
}

test('a charge is answered after the COMMIT of its group', async () => {
  expect(await isAnsweredEarly((transaction) => transaction)).toBe(false);
});

test('negative control: a transaction that returns its result before COMMIT is noticed', async () => {
  const early = (transaction: Transaction): Transaction => {
    return (work, options) =>
      new Promise((resolve, reject) => {
        transaction((tx) => work(tx).then((result) => (resolve(result), result)), options).catch(
          reject,
        );
      });
  };
  expect(await isAnsweredEarly(early)).toBe(true);
});

test('a refund can exceed the wallet limit, and a charge after it is refused', async () => {
  const userId = await aPerson(stores.db);
  for (let at = 0; at < 10; at++) await chargeOf(userId, 10_000_000, `charge-number-${String(at)}`);
  await serializable(stores.db, (tx) => credit(tx, userId, 50_000n));
  expect(await balanceOf(userId)).toBe(100_050_000);
  expect(await outcomeOf(chargeOf(userId, 1, 'one-won-more'))).toBe('WALLET_LIMIT');
});

type Charge = (userId: string, key: string) => Promise<unknown>;

/** Sends the same charge of 1,000 won 30 times at once. Returns the balance. */
async function afterDuplicates(attempt: Charge): Promise<number> {
  const userId = await aPerson(stores.db);
  await Promise.all(Array.from({ length: 30 }, () => attempt(userId, 'the-same-key')));
  return balanceOf(userId);
}

test('the same charge 30 times at once charges once', async () => {
  expect(await afterDuplicates((userId, key) => chargeOf(userId, 1_000, key))).toBe(1_000);
});

test('the same charge twice at once, on one client and on two, charges once', async () => {
  const [one, two] = [anotherClient(stores.db), anotherClient(stores.db)];
  const userId = await aPerson(stores.db);
  const asked = { amount: 1_000, idempotencyKey: 'the-same-key' };
  const replies = await Promise.all([one, one, two, two].map((db) => charge(db, userId, asked)));
  expect(replies).toEqual(replies.map(() => ({ balance: 1_000 })));
  expect(await balanceOf(userId)).toBe(1_000);
});

test('negative control: checking the key before charging charges every duplicate', async () => {
  const everyone = gate(30);
  const checkThenCharge: Charge = async (userId, key) => {
    const known = await stores.db.idempotencyKey.count({ where: { userId, key } });
    await everyone();
    if (known === 0)
      await stores.db.account.update({
        where: { userId },
        data: { balanceKrw: { increment: 1_000 } },
      });
  };
  expect(await afterDuplicates(checkThenCharge)).toBeGreaterThan(1_000);
});

test('the history lists each entry once, newest first, by pages, with the balance afterwards', async () => {
  const userId = await aPerson(stores.db);
  for (const amount of [100, 200, 300, 400, 500])
    await chargeOf(userId, amount, `charge-of-${String(amount)}`);
  await serializable(stores.db, (tx) => credit(tx, userId, 50n));
  const first = await history(stores.db, userId, { limit: 4 });
  const second = await history(stores.db, userId, { limit: 4, cursor: first.nextCursor });
  expect(
    [...first.entries, ...second.entries].map(({ amount, balanceAfter }) => [amount, balanceAfter]),
  ).toEqual([
    [50, 1_550],
    [500, 1_500],
    [400, 1_000],
    [300, 600],
    [200, 300],
    [100, 100],
  ]);
  expect(first.entries[0]?.kind).toBe('REFUND');
  expect(first.nextCursor).not.toBeNull();
  expect(second.nextCursor).toBeNull();
});

test('a full last page has no next page', async () => {
  const userId = await aPerson(stores.db);
  for (let at = 0; at < 2; at++) await chargeOf(userId, 1, `charge-number-${String(at)}`);
  expect((await history(stores.db, userId, { limit: 2 })).nextCursor).toBeNull();
});

test('a payment and each refund name the concert, the seats with their grades and the reservation, also in a list of one kind', async () => {
  const { userId, reservationId, turn, call } = await aCaller({ money: 200_000, seats: [3, 1, 2] });
  await pay(stores.db, { userId, reservationId, turn, idempotencyKey: 'three-seats' });
  await call.reservation.cancel({ reservationId, seats: [2], idempotencyKey: 'only-seat-2' });
  const { texts, startsAt } = await call.reservation.get({ reservationId });
  const about = { reservationId, texts: { title: texts.title }, startsAt };
  const seats = (...numbers: number[]) => numbers.map((seat) => ({ seat, grade: 'R' }));
  const { entries } = await call.wallet.history();
  expect(entries.map(({ kind, reservation }) => [kind, reservation])).toEqual([
    ['REFUND', { ...about, seats: seats(2) }],
    ['PAYMENT', { ...about, seats: seats(1, 2, 3) }],
    ['CHARGE', null],
  ]);
  for (const kind of entryKinds)
    expect((await call.wallet.history({ kind })).entries).toEqual(
      entries.filter((entry) => entry.kind === kind),
    );
});

test('a list of one kind goes on by pages', async () => {
  const { userId, call } = await aCaller({ money: 1 });
  await serializable(stores.db, (tx) => credit(tx, userId, 50n));
  await chargeOf(userId, 2, 'second-charge');
  const first = await call.wallet.history({ kind: 'CHARGE', limit: 1 });
  const second = await call.wallet.history({ kind: 'CHARGE', limit: 1, cursor: first.nextCursor });
  expect([first, second].map(({ entries }) => entries.map(({ amount }) => amount))).toEqual([
    [2],
    [1],
  ]);
  expect(second.nextCursor).toBeNull();
});

test('wallet procedures use the signed-in user’s wallet and refuse others', async () => {
  const userId = await aPerson(stores.db);
  const { call } = trpcCallerOf(stores, userId);
  expect(await call.wallet.charge({ amount: 700, idempotencyKey: 'by-procedure' })).toEqual({
    balance: 700,
  });
  expect(await call.wallet.balance()).toEqual({ balance: 700 });
  expect((await call.wallet.history()).entries).toHaveLength(1);
  expect(await outcomeOf(trpcCallerOf(stores, null).call.wallet.balance())).toBe('NOT_SIGNED_IN');
  expect(
    await outcomeOf(call.wallet.charge({ amount: 10_000_001, idempotencyKey: 'by-procedure' })),
  ).toBe('BAD_INPUT');
});

test('the ledger refuses entries that do not sum to zero, and is never rewritten', async () => {
  const { id } = await stores.db.ledgerTransaction.create({
    data: { kind: 'CHARGE' },
    select: { id: true },
  });
  const account = await stores.db.account.findFirstOrThrow({
    where: { kind: 'FUNDING' },
    select: { id: true },
  });
  const entry = { transactionId: id, accountId: account.id, amountKrw: 5n };
  await expect(stores.db.ledgerEntry.create({ data: entry })).rejects.toThrow(/sum to zero/);
  await expect(
    stores.db.$executeRaw`DELETE FROM ledger_transactions WHERE id = ${id}`,
  ).rejects.toThrow();
  expect(await stores.db.ledgerTransaction.count({ where: { id } })).toBe(1);
});
