import type { CheckName } from '#server/audit/audit.ts';

// audit.test.ts gives each seat its own history. Users pay for seats 1 and 2 in one payment, and
// for seats 3 and 4 in separate payments. Users cancel seat 5 without a fee and seat 14 for a fee
// of 10 %. An administrator refunds seat 6. A user holds seats 7 and 8 together, and another user
// holds seat 9. A user holds seat 10 after the expiry of another user's hold. An administrator ends
// a hold of seat 15, and voids the ticket of seat 16. A user holds wheelchair seat 25 with its
// companion seat 26. Staff cancelled another date, whose only seat, 45, is refunded. The payer of
// seats 31 and 32 gave seat 31 to another user, and hands seat 32 back. At a third date the waitlist has offered seat 46; an
// offer of seat 47 was declined, and passed over a waiting pair.
const owner = (seat: number) => `(SELECT reservation_id FROM seats WHERE number = ${String(seat)})`;
const paymentOf = (seat: number) =>
  `(SELECT min(payment_id) FROM tickets WHERE seat_number = ${String(seat)})`;
const buyerOf = (seat: number) => `(SELECT user_id FROM reservations WHERE id = ${owner(seat)})`;

/**
 * Swaps the ledger transactions of two payments or refunds: the sums stay correct, but the users
 * are wrong.
 */
const exchange = (table: string, key: string, one: string, other: string) => `
  DROP INDEX ${table}_transaction_id_key;
  UPDATE ${table} a SET transaction_id = b.transaction_id FROM ${table} b
  WHERE a.${key} IN (${one}, ${other}) AND b.${key} IN (${one}, ${other}) AND a.${key} <> b.${key}`;
/** Moves 1 won between the two system accounts, unlike any payment or refund. */
const stray = (kind: string) => `
  WITH made AS (INSERT INTO ledger_transactions (kind) VALUES ('${kind}') RETURNING id)
  INSERT INTO ledger_entries (transaction_id, account_id, amount_krw)
  SELECT made.id, accounts.id, CASE kind WHEN 'FUNDING' THEN 1 ELSE -1 END FROM made, accounts WHERE kind <> 'PERSON'`;
const reply = (operation: string, path: string, value: number) => `
  UPDATE idempotency_keys SET reply = jsonb_set(reply, '{${path}}', '${String(value)}')
  WHERE operation = '${operation}' AND user_id = (SELECT min(user_id::text)::uuid FROM idempotency_keys WHERE operation = '${operation}')`;
const deletedReply = (operation: string) =>
  `DELETE FROM idempotency_keys WHERE operation = '${operation}'`;
const replyOfAnotherUser = (operation: string) => `
  UPDATE idempotency_keys SET user_id = ${buyerOf(9)}
  WHERE operation = '${operation}' AND user_id = (SELECT min(user_id::text)::uuid FROM idempotency_keys WHERE operation = '${operation}')`;

const refundOf = (seat: number) => `(SELECT id FROM refunds WHERE payment_id = ${paymentOf(seat)})`;
/** Turns a cancellation into a refund by an administrator. */
const byAdministrator = (seat: number) => `
  UPDATE idempotency_keys SET operation = 'REFUND' WHERE operation = 'CANCEL' AND (reply ->> 'refundId')::int = ${refundOf(seat)};
  INSERT INTO audit_log (actor_id, action, concert_id, reason, after)
  SELECT by_user_id, 'payment.refund', p.concert_id, reason, jsonb_build_object('paymentId', p.id, 'refundId', f.id)
  FROM refunds f JOIN payments p ON p.id = payment_id WHERE f.id = ${refundOf(seat)}`;

/**
 * Statements by audit check. Each list item writes a state that only its own check reports. The
 * test disables triggers before these statements.
 */
export const breaches: Record<CheckName, string[]> = {
  'double-owner': [
    `UPDATE reservations SET seats = '{7}' WHERE id = ${owner(9)};
     UPDATE seats SET reservation_id = NULL, held_until = NULL WHERE number = 9`,
  ],
  'sold-seats': [
    'UPDATE seats SET reservation_id = NULL WHERE number = 1',
    `UPDATE seats SET reservation_id = ${owner(3)} WHERE number = 1`,
    `UPDATE seats SET reservation_id = ${owner(3)} WHERE number = 20`,
    `UPDATE seats SET reservation_id = ${owner(9)} WHERE number = 20`,
  ],
  'held-seats': [
    "UPDATE seats SET held_until = held_until + interval '1 s' WHERE number = 7",
    'UPDATE seats SET reservation_id = NULL, held_until = NULL WHERE number = 7',
    `UPDATE seats SET reservation_id = ${owner(9)}, held_until = (SELECT held_until FROM seats WHERE number = 9) WHERE number = 20`,
    `UPDATE seats SET reservation_id = ${owner(3)}, held_until = clock_timestamp() WHERE number = 20`,
    `UPDATE seats SET reservation_id = (SELECT id FROM reservations WHERE seats = '{10,11}') WHERE number = 10`,
  ],
  companions: ['UPDATE seats SET companion_of = 20 WHERE number = 26'],
  buyers: [
    `UPDATE buyers SET seats_paid = seats_paid + 1 WHERE user_id = ${buyerOf(1)}`,
    `UPDATE buyers SET seats_held = 1 WHERE user_id = ${buyerOf(7)}`,
    `UPDATE buyers SET held_reservation_id = ${owner(9)} WHERE user_id = ${buyerOf(7)}`,
    `UPDATE buyers SET held_reservation_id = NULL, seats_held = 0 WHERE user_id = ${buyerOf(7)}`,
    `INSERT INTO reservations (user_id, concert_id, performance_id, seats, prices_krw, held_until, place_epoch, place_number)
     SELECT user_id, concert_id, performance_id, '{30}', '{1}', clock_timestamp(), place_epoch, place_number
     FROM reservations WHERE id = ${owner(9)}`,
  ],
  'entries-sum': [
    `UPDATE ledger_entries SET amount_krw = amount_krw + 1
     WHERE balance_after_krw IS NULL AND transaction_id = (SELECT min(transaction_id) FROM ledger_entries)`,
    "INSERT INTO ledger_transactions (kind) VALUES ('CHARGE')",
  ],
  'both-sides': [
    `UPDATE ledger_entries SET account_id = (SELECT id FROM accounts WHERE kind = 'FUNDING')
     WHERE balance_after_krw IS NULL AND transaction_id = (SELECT transaction_id FROM payments WHERE id = ${paymentOf(3)})`,
    stray('CHARGE'),
  ],
  balances: [
    `UPDATE accounts SET balance_krw = balance_krw + 1 WHERE user_id = ${buyerOf(1)}`,
    `DELETE FROM accounts WHERE user_id = ${buyerOf(9)}`,
  ],
  'balance-chain': [
    'UPDATE ledger_entries SET balance_after_krw = balance_after_krw + 1 WHERE balance_after_krw > 0',
    'UPDATE ledger_entries SET balance_after_krw = NULL',
    'UPDATE ledger_entries SET balance_after_krw = 0 WHERE balance_after_krw IS NULL',
  ],
  payments: [
    `UPDATE reservations SET prices_krw = '{1}' WHERE id = ${owner(3)}`,
    `UPDATE payments SET concert_id = concert_id + 1 WHERE id = ${paymentOf(3)}`,
    `UPDATE buyers SET held_reservation_id = NULL, seats_held = 0, seats_paid = 1 WHERE user_id = ${buyerOf(9)};
     UPDATE reservations SET status = 'PAID' WHERE id = ${owner(9)};
     UPDATE seats SET held_until = NULL WHERE number = 9`,
  ],
  'payment-debits': [exchange('payments', 'id', paymentOf(3), paymentOf(4)), stray('PAYMENT')],
  tickets: [
    'UPDATE tickets SET voided_at = now() WHERE seat_number = 3',
    `ALTER TABLE tickets DROP CONSTRAINT tickets_refunded_is_void;
     UPDATE tickets SET voided_at = NULL WHERE seat_number = 5`,
    'UPDATE tickets SET refund_id = NULL WHERE seat_number = 27',
    'UPDATE tickets SET seat_number = 20 WHERE seat_number = 3',
    'UPDATE tickets SET performance_id = performance_id + 100 WHERE seat_number = 3',
    'DELETE FROM tickets WHERE seat_number = 2',
    'DELETE FROM tickets WHERE seat_number = 3',
    `INSERT INTO tickets (payment_id, performance_id, seat_number) SELECT payment_id, performance_id, 20 FROM tickets WHERE seat_number = 3`,
  ],
  gifts: [
    `UPDATE gifts SET state = 'DECLINED', received_id = NULL`,
    `UPDATE reservations SET user_id = (SELECT user_id FROM reservations WHERE id = gifts.reservation_id)
     FROM gifts WHERE reservations.id = gifts.received_id;
     UPDATE buyers SET seats_paid = 2 WHERE user_id = ${buyerOf(31)};
     UPDATE buyers SET seats_paid = 0 WHERE seats_paid = 1 AND concert_id = (SELECT concert_id FROM reservations WHERE id = ${owner(31)})
       AND NOT EXISTS (SELECT FROM reservations r WHERE r.user_id = buyers.user_id AND status = 'PAID')`,
    'UPDATE tickets SET issue = 1 WHERE seat_number = 31',
    `UPDATE gifts SET ticket_id = (SELECT id FROM tickets WHERE seat_number = 32)`,
  ],
  resales: ['UPDATE resales SET price_krw = price_krw + 1', 'UPDATE resales SET seat_number = 31'],
  refunds: [
    `UPDATE reservations SET seats = '{20}' FROM payments p
     WHERE p.id = ${paymentOf(5)} AND reservations.id = p.reservation_id`,
  ],
  'refund-credits': [
    exchange('refunds', 'payment_id', paymentOf(5), paymentOf(6)),
    stray('REFUND'),
  ],
  'refund-fees': [
    `UPDATE payments SET cancellation_fees = '[{"fromDays": 40, "percent": 0}, {"fromDays": 3, "percent": 20}]' WHERE id = ${paymentOf(5)}`,
    `UPDATE payments SET cancellation_fees = NULL WHERE id = ${paymentOf(14)}`,
    `UPDATE payments SET cancellation_fees = '[]' WHERE id = ${paymentOf(5)}`,
    `UPDATE refunds SET refunded_at = counted_to WHERE payment_id = ${paymentOf(5)}`,
    byAdministrator(14),
    `UPDATE refunds SET free_until = now() + interval '1 day' WHERE payment_id = ${paymentOf(14)}`,
    `UPDATE performances SET moved_at = now();
     UPDATE refunds SET free_until = now() + interval '8 days' WHERE payment_id = ${paymentOf(5)}`,
    `UPDATE performances SET moved_at = now();
     UPDATE refunds SET free_until = now() + interval '1 day' WHERE payment_id = ${paymentOf(14)}`,
    `UPDATE refunds SET counted_to = counted_to - interval '27 days' WHERE payment_id = ${paymentOf(5)}`,
    `UPDATE refunds SET counted_to = NULL;
     UPDATE payments SET cancellation_fees = '[{"fromDays": 1, "percent": 50}]' WHERE id = ${paymentOf(14)}`,
  ],
  'refund-log': [
    "DELETE FROM audit_log WHERE action = 'payment.refund'",
    "UPDATE audit_log SET reason = 'another' WHERE action = 'payment.refund'",
    `UPDATE audit_log SET actor_id = ${buyerOf(9)} WHERE action = 'payment.refund'`,
    `INSERT INTO audit_log (actor_id, action, concert_id, reason, after)
     SELECT actor_id, action, concert_id, reason, after FROM audit_log WHERE action = 'payment.refund'`,
    `INSERT INTO audit_log (actor_id, action, concert_id, reason, after)
     SELECT actor_id, action, concert_id, reason, jsonb_set(after, '{refundId}', '0') FROM audit_log WHERE action = 'payment.refund'`,
  ],
  'control-log': [
    "DELETE FROM audit_log WHERE action = 'hold.release'",
    "DELETE FROM audit_log WHERE action = 'ticket.void'",
    "UPDATE audit_log SET reason = 'another' WHERE action = 'ticket.void'",
    `UPDATE audit_log SET user_id = ${buyerOf(9)} WHERE action = 'hold.release'`,
    `INSERT INTO audit_log (actor_id, action, concert_id, user_id, reason, after)
     SELECT actor_id, action, concert_id, user_id, reason, after FROM audit_log WHERE action = 'ticket.void'`,
    `INSERT INTO audit_log (actor_id, action, concert_id, user_id, reason, after)
     SELECT actor_id, action, concert_id, user_id, reason, '{"reservationId": 0}' FROM audit_log WHERE action = 'hold.release'`,
    "DELETE FROM audit_log WHERE action = 'door.undo'",
    `INSERT INTO audit_log (actor_id, action, concert_id, user_id, reason, before)
     SELECT actor_id, action, concert_id, user_id, reason, before FROM audit_log WHERE action = 'door.undo'`,
    "UPDATE door_scans SET undo_reason = 'another' WHERE undone_at IS NOT NULL",
  ],
  cancellations: [
    'UPDATE performances SET cancelled_at = now() WHERE cancelled_at IS NULL',
    'UPDATE performances SET cancelled_at = NULL',
    `INSERT INTO cancellations (performance_id, by_user_id, reason, of_concert, payments)
     SELECT id, ${buyerOf(9)}, 'rain', false, 0 FROM performances WHERE cancelled_at IS NULL;
     UPDATE performances SET cancelled_at = now() WHERE cancelled_at IS NULL`,
    `UPDATE cancellations SET by_user_id = ${buyerOf(9)}`,
  ],
  'ended-places': [
    `UPDATE buyers SET ended_number = ended_number - 1 WHERE user_id = ${buyerOf(3)}`,
    `UPDATE buyers SET ended_epoch = ended_epoch - 1 WHERE user_id = ${buyerOf(3)}`,
  ],
  'charge-replies': [
    reply('CHARGE', 'balance', 1),
    deletedReply('CHARGE'),
    replyOfAnotherUser('CHARGE'),
  ],
  'payment-replies': [
    reply('PAY', 'amount', 1),
    reply('PAY', 'paymentId', 0),
    deletedReply('PAY'),
    replyOfAnotherUser('PAY'),
  ],
  'refund-replies': [
    reply('CANCEL', 'amount', 1),
    reply('REFUND', 'refundId', 0),
    deletedReply('CANCEL'),
    replyOfAnotherUser('REFUND'),
  ],
  'paid-in-time': [
    `UPDATE payments SET paid_at = paid_at + interval '1 h' WHERE id = ${paymentOf(3)}`,
  ],
  'lapsed-holds': [
    `UPDATE seats SET held_until = held_until - interval '1 h' WHERE number = 9;
     UPDATE reservations SET held_until = held_until - interval '1 h' WHERE id = ${owner(9)}`,
  ],
  outbox: [
    "UPDATE outbox SET created_at = created_at - interval '1 h'",
    `UPDATE outbox SET payload = jsonb_set(payload, '{number}', '2000000000')`,
    `UPDATE outbox SET payload = jsonb_set(payload, '{userId}', to_jsonb(${buyerOf(9)}))`,
    `UPDATE outbox SET kind = 'HOLD_ENDED', payload = jsonb_set(payload, '{number}', '2000000000')`,
  ],
  'paid-turns': [
    `DELETE FROM turns WHERE user_id = ${buyerOf(3)}`,
    `UPDATE turns SET number = (SELECT min(number) FROM turns) WHERE user_id = ${buyerOf(4)}`,
  ],
  places: [
    `UPDATE turns SET number = 2000000000, spends_number = 2000000000 WHERE user_id = ${buyerOf(3)}`,
    `UPDATE turns SET epoch = epoch + 1, spends_epoch = spends_epoch + 1 WHERE user_id = ${buyerOf(9)}`,
    `UPDATE reservations SET place_number = 2000000000 WHERE id = ${owner(9)}`,
  ],
  'waitlist-seats': [
    "UPDATE wishes SET considered_at = NULL WHERE status = 'WAITING'",
    "UPDATE seats SET kept = true, freed_at = now() - interval '1 h' WHERE number = 47 AND waited",
  ],
  'waitlist-marks': ['UPDATE seats SET waited = false WHERE number = 48'],
  'waitlist-offers': [
    "UPDATE wishes SET status = 'DECLINED', ended_at = now() WHERE status = 'OFFERED'",
    `UPDATE wishes SET status = 'LEFT', reservation_id = NULL, ended_at = now()
     WHERE status = 'OFFERED'`,
    `UPDATE wishes SET user_id = ${buyerOf(9)} WHERE status = 'OFFERED'`,
    "UPDATE wishes SET party = 2 WHERE status = 'OFFERED'",
    "DELETE FROM waitlist_decisions WHERE kind = 'DECLINED'",
    "DELETE FROM reservations WHERE offer AND status = 'RELEASED'",
  ],
  'waitlist-order': [
    `UPDATE wishes SET party = 1 WHERE status = 'WAITING';
     UPDATE waitlist_decisions SET number = 100 WHERE kind = 'OFFERED';
     DELETE FROM waitlist_decisions WHERE kind = 'PASSED_OVER'`,
  ],
  'queue-numbers': [
    `INSERT INTO queue_epochs (concert_id, epoch, base, reserved, idle) SELECT concert_id, epoch + 1, reserved - 1, reserved, 0 FROM queue_epochs;
     UPDATE concerts SET queue_epoch = queue_epoch + 1`,
    'UPDATE concerts SET queue_epoch = queue_epoch + 1',
  ],
};
