import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancel, pay } from '#server/payment/payment.ts';
import { withClient } from '#tests/support/database-state.ts';
import { type Operation, discrepancies } from '../support/operations.ts';
import { aPerson, aShow } from '../support/factories.ts';
import { aHolder } from '../support/people.ts';
import { testStores, type TestStores } from '../support/stores.ts';

const [chargeKrw, priceKrw, seat] = [60_000, 50_000, 1];

let stores: TestStores;
let deeds: Operation[];
let nobody: string;
beforeAll(async () => {
  stores = await testStores();
  nobody = await aPerson(stores.db);
  const show = await aShow(stores.db);
  const holder = await aHolder(stores, { show, money: chargeKrw, seats: [seat] });
  const { userId, reservationId } = holder;
  await pay(stores.db, { userId, reservationId, turn: holder.turn, idempotencyKey: 'the-payment' });
  await cancel(stores.db, { userId, reservationId, idempotencyKey: 'cancel-it-1' });
  const done = { userId, isAcknowledged: true };
  deeds = [
    { ...done, kind: 'CHARGE', amountKrw: chargeKrw },
    { ...done, kind: 'HOLD', performanceId: show.performanceId, seat },
    { ...done, kind: 'PAYMENT', amountKrw: priceKrw },
    { ...done, kind: 'REFUND', amountKrw: priceKrw },
  ];
});
afterAll(() => stores.close());

/** What is found when these have been done and the books then are tampered with. */
const foundAfter = (tampering: string) =>
  withClient(async (client) => {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica'); // no triggers
    await client.query(tampering);
    const found = await discrepancies(client, deeds);
    await client.query('ROLLBACK');
    return found.map((line) => line.replaceAll(deeds[0]?.userId ?? '', 'they'));
  });

test('books that have each acknowledged deed once differ in nothing', async () => {
  expect(await foundAfter('SELECT')).toEqual([]);
});

test('a deed that was not acknowledged may be there or not', async () => {
  const [charged] = deeds as [Operation];
  const perhaps: Operation[] = [{ ...charged, isAcknowledged: false }, ...deeds.slice(1)];
  const other: Operation = { kind: 'CHARGE', userId: nobody, amountKrw: 1, isAcknowledged: false };
  expect(await withClient((client) => discrepancies(client, [...perhaps, other]))).toEqual([]);
});

const performanceId = () => (deeds[1]?.kind === 'HOLD' ? deeds[1].performanceId : 0);
const wallet = () => `(SELECT id FROM accounts WHERE user_id = '${deeds[0]?.userId ?? ''}')`;

test.each(['CHARGE', 'PAYMENT', 'REFUND'])(
  'negative control: a lost %s, and one that is there twice, are found',
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

test('negative control: a lost hold, one that is there twice, and money that nobody asked for are found', async () => {
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
    `asked for by nobody: they CHARGE ${String(chargeKrw + 1)}`,
  ]);
});
