import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancel, pay } from '#server/payment/payment.ts';
import { withClient } from '../support/database-state.ts';
import { type Operation, discrepancies } from '../support/operations.ts';
import { aPerson, aPerformance } from '../support/factories.ts';
import { aHolder } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const [chargeKrw, priceKrw, seat] = [60_000, 50_000, 1];

let stores: TestStores;
let operations: Operation[];
let otherUser: string;
beforeAll(async () => {
  stores = await testStores();
  otherUser = await aPerson(stores.db);
  const show = await aPerformance(stores.db);
  const holder = await aHolder(stores, { show, money: chargeKrw, seats: [seat] });
  const { userId, reservationId } = holder;
  await pay(stores.db, { userId, reservationId, turn: holder.turn, idempotencyKey: 'the-payment' });
  await cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
  const done = { userId, isAcknowledged: true };
  operations = [
    { ...done, kind: 'CHARGE', amountKrw: chargeKrw },
    { ...done, kind: 'HOLD', performanceId: show.performanceId, seat },
    { ...done, kind: 'PAYMENT', amountKrw: priceKrw },
    { ...done, kind: 'REFUND', amountKrw: priceKrw },
  ];
});
afterAll(() => stores.close());

/**
 * Returns the discrepancies that the SQL in `tampering` causes in a database with a record of every
 * operation.
 */
const foundAfter = (tampering: string) =>
  withClient(async (client) => {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica'); // disables triggers
    await client.query(tampering);
    const found = await discrepancies(client, operations);
    await client.query('ROLLBACK');
    return found.map((finding) => finding.replaceAll(operations[0]?.userId ?? '', 'they'));
  });

test('a database with each acknowledged operation recorded once has no discrepancies', async () => {
  expect(await foundAfter('SELECT')).toEqual([]);
});

test('an operation that was not acknowledged may be recorded or not', async () => {
  const [charged] = operations as [Operation];
  const perhaps: Operation[] = [{ ...charged, isAcknowledged: false }, ...operations.slice(1)];
  const other: Operation = {
    kind: 'CHARGE',
    userId: otherUser,
    amountKrw: 1,
    isAcknowledged: false,
  };
  expect(await withClient((client) => discrepancies(client, [...perhaps, other]))).toEqual([]);
});

const performanceId = () => (operations[1]?.kind === 'HOLD' ? operations[1].performanceId : 0);
const wallet = () => `(SELECT id FROM accounts WHERE user_id = '${operations[0]?.userId ?? ''}')`;

test.each(['CHARGE', 'PAYMENT', 'REFUND'])(
  'negative control: a lost %s and one recorded twice are found',
  async (kind) => {
    const amountKrw = kind === 'CHARGE' ? chargeKrw : priceKrw;
    const name = `they ${kind} ${String(amountKrw)}`;
    const lost = `DELETE FROM ledger_entries e USING ledger_transactions t WHERE t.id = e.transaction_id AND kind = '${kind}'`;
    expect(await foundAfter(lost)).toEqual([`lost: ${name}`]);
    const again = `
    WITH again AS (INSERT INTO ledger_transactions (kind) VALUES ('${kind}') RETURNING id)
    INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
    SELECT again.id, account_id, amount_krw, balance_after_krw FROM again, ledger_entries e JOIN ledger_transactions t ON t.id = transaction_id
    WHERE kind = '${kind}' AND account_id = ${wallet()}`;
    expect(await foundAfter(again)).toEqual([`2 times: ${name}`]);
  },
);

test('negative control: a lost hold, a hold recorded twice and a charge that was not requested are found', async () => {
  const name = `they HOLD ${String(performanceId())}/${String(seat)}`;
  expect(await foundAfter('DELETE FROM reservations')).toEqual([`lost: ${name}`]);
  const again = `
    INSERT INTO reservations (user_id, concert_id, performance_id, status, seats, prices_krw, held_until, place_epoch, place_number, closed_at)
    SELECT user_id, concert_id, performance_id, status, seats, prices_krw, held_until, place_epoch, place_number, closed_at FROM reservations`;
  expect(await foundAfter(again)).toEqual([`2 times: ${name}`]);
  const other =
    "UPDATE ledger_entries e SET amount_krw = amount_krw + 1 FROM ledger_transactions t WHERE t.id = e.transaction_id AND kind = 'CHARGE'";
  expect(await foundAfter(`${other} AND amount_krw > 0`)).toEqual([
    `lost: they CHARGE ${String(chargeKrw)}`,
    `not requested: they CHARGE ${String(chargeKrw + 1)}`,
  ]);
});
