import { wrongFeeSchedules } from './hostile-inputs.ts';

const one = "'00000000-0000-4000-8000-000000000001'";
const two = "'00000000-0000-4000-8000-000000000002'";
const long = (count: number) => `repeat('x', ${String(count)})`;

/** Returns one UPDATE of `column` per value. */
const setting = (table: string, column: string, ...values: (string | number | boolean)[]) =>
  values.map((value) => `UPDATE ${table} SET ${column} = ${String(value)}`);
const person = (email: string, name = "'x'") =>
  `INSERT INTO users (email, name) VALUES (${email}, ${name})`;
const heldSeats = (seats: string, pricesKrw: string) =>
  `UPDATE reservations SET seats = ${seats}, prices_krw = ${pricesKrw} WHERE id = 2`;
const resold = (ticketId: number) =>
  `INSERT INTO resales (ticket_id, reservation_id, performance_id, seat_number, price_krw, state,
                        offer_id, refund_id, closed_at)
   VALUES (${String(ticketId)}, 3, 1, 5, 100, 'SOLD', 1, 1, now())`;
const payment = (reservation: number, place: string, transaction: number, amountKrw = 1) => `
  INSERT INTO payments (reservation_id, concert_id, amount_krw, place_epoch, place_number, transaction_id, paid_at)
  VALUES (${String(reservation)}, 1, ${String(amountKrw)}, ${place}, ${String(transaction)}, now())`;
const paymentUnder = (fees: string) => `
  INSERT INTO payments (reservation_id, concert_id, amount_krw, place_epoch, place_number, transaction_id, paid_at, cancellation_fees)
  VALUES (2, 1, 1, 1, 3, 1, now(), '${fees}')`;
const refund = (
  ofPayment: number,
  transaction: number,
  amountKrw = 1,
  feeKrw = 0,
  reason = "'x'",
  seats = `'{1}', '{${String(amountKrw + feeKrw)}}'`,
) => `
  INSERT INTO refunds (payment_id, transaction_id, seats, prices_krw, amount_krw, fee_krw, reason, by_user_id)
  VALUES (${[ofPayment, transaction, seats, amountKrw, feeKrw].join(', ')}, ${reason}, ${one})`;
const entry = (amountKrw: number, balanceAfterKrw: string) =>
  `INSERT INTO ledger_entries SELECT 1, id, ${String(amountKrw)}, ${balanceAfterKrw} FROM accounts WHERE user_id = ${two}`;
const notice = (change: string, data: string) =>
  `INSERT INTO notices (user_id, kind, change, concert_id, data) VALUES (${one}, 'DATE_MOVED', ${change}, 1, ${data})`;
const reservation = (status: string, closedAt: string) => `
  INSERT INTO reservations (user_id, concert_id, performance_id, status, seats, prices_krw, held_until, place_epoch, place_number, closed_at)
  VALUES (${one}, 1, 1, '${status}', '{5}', '{100}', now(), 1, 4, ${closedAt})`;
/**
 * Inserts a second HELD reservation, then runs `update`, for example to assign that reservation to
 * the buyer.
 */
const held = (update = '') => `${reservation('HELD', 'NULL')}; ${update}`;
const historyCounts = [
  'waiting_sum',
  'active_sum',
  ...['capacity', 'epoch', 'issued', 'joins', 'admissions', 'completions', 'no_shows'],
  ...['held', 'sold'],
];
const policy = [
  'hold_seconds = 0',
  'hold_seconds = 3601',
  'capacity = 0',
  'capacity = 100001',
  'rate_per_minute = 0',
  'session_seconds = 0',
  'claim_seconds = 0',
  'grace_seconds = 0',
  'recovery_seconds = -1',
];
const wishes = (assignments: string) => `UPDATE wishes SET ${assignments}`;
const wish = (user: string, number: number) => `
  INSERT INTO wishes (concert_id, user_id, number, party, together, made_at)
  VALUES (1, ${user}, ${String(number)}, 1, true, now())`;
const decision = (kind: string, columns = '', values = '') => `
  INSERT INTO waitlist_decisions (wish_id, number, kind${columns}) VALUES (1, 1, '${kind}'${values})`;
const scan = (columns: string, values: string) => `
  INSERT INTO door_scans (performance_id, device_id, scan_id, by_user_id, state${columns})
  VALUES (1, 'a-device', 'a-scan-9', ${one}, ${values})`;

/**
 * Statements by constraint name; each statement violates that CHECK, unique index or constraint
 * trigger. The statements apply to the rows of a-row-in-every-table.sql.
 */
export const wrongStates: Record<string, string[]> = {
  users_email_form: [
    ...[
      "'UPPER@jari.example'",
      "'no-at-sign'",
      "'two@at@signs'",
      "'a space@jari.example'",
      `${long(254)} || '@x'`,
    ].map((email) => person(email)),
  ],
  users_name_length: [person("'x@x'", "''"), person("'x@x'", long(101))],
  users_email_key: [person("'one@jari.example'")],

  staff_grants_owner_everywhere: setting('staff_grants', 'role', "'OWNER'"),
  staff_grants_user_id_role_concert_id_key: [
    `INSERT INTO staff_grants (user_id, role) VALUES (${one}, 'OWNER')`,
    `INSERT INTO staff_grants (user_id, role, concert_id) VALUES (${two}, 'SUPPORT', 1)`,
  ],
  staff_grants_last_owner: [
    "DELETE FROM staff_grants WHERE role = 'OWNER'",
    "UPDATE staff_grants SET role = 'MANAGER' WHERE role = 'OWNER'",
  ],

  staff_factors_fields_of_kind: [
    "UPDATE staff_factors SET secret = NULL WHERE kind = 'TOTP'",
    "UPDATE staff_factors SET secret = '\\x00' WHERE kind = 'PASSKEY'",
    "UPDATE staff_factors SET last_step = 1 WHERE kind = 'PASSKEY'",
    "UPDATE staff_factors SET credential_id = NULL WHERE kind = 'PASSKEY'",
    "UPDATE staff_factors SET confirmed_at = NULL WHERE kind = 'PASSKEY'",
    "UPDATE staff_factors SET counter = 1 WHERE kind = 'TOTP'",
    "UPDATE staff_factors SET code_hashes = '{x}' WHERE kind = 'TOTP'",
    "UPDATE staff_factors SET confirmed_at = NULL WHERE kind = 'RECOVERY'",
  ],
  staff_factors_one_set_of_codes: [
    `INSERT INTO staff_factors (user_id, kind, confirmed_at) VALUES (${one}, 'RECOVERY', now())`,
  ],
  staff_sessions_hash_form: setting('staff_sessions', 'credential_hash', "'x'", "repeat('A', 64)"),
  staff_sessions_challenge_ends: [
    "UPDATE staff_sessions SET challenge = 'x'",
    'UPDATE staff_sessions SET challenge_until = now()',
  ],

  concerts_max_seats_range: setting('concerts', 'max_seats', 0, 51),
  concerts_hold_seconds_range: setting('concerts', 'hold_seconds', 0, 3601),
  concerts_offer_seconds_range: setting('concerts', 'offer_seconds', 0, 86_401),
  concerts_capacity_range: setting('concerts', 'capacity', 0, 100_001),
  concerts_rate_range: setting('concerts', 'rate_per_minute', 0, 600_001),
  concerts_session_range: setting('concerts', 'session_seconds', 0, 86_401),
  concerts_claim_range: setting('concerts', 'claim_seconds', 0, 3601),
  concerts_grace_range: setting('concerts', 'grace_seconds', 0, 3601),
  concerts_line_opens_first: setting('concerts', 'line_opens_at', "opens_at + interval '1 s'"),
  concerts_pause_has_reason: [
    'UPDATE concerts SET paused = true',
    "UPDATE concerts SET pause_reason = 'x'",
  ],
  concerts_pause_reason_length: ["''", long(201)].map(
    (text) => `UPDATE concerts SET paused = true, pause_reason = ${text}`,
  ),
  concerts_message_length: setting('concerts', 'message', "''", long(501)),
  concerts_policy_version_positive: setting('concerts', 'policy_version', 0),
  concerts_queue_epoch_range: setting('concerts', 'queue_epoch', 0, 1_048_576),
  concerts_texts: setting(
    'concerts',
    'texts',
    "'[]'",
    "texts - 'notices'",
    `texts || '{"subtitle": {"ko": "x"}}'`,
    `texts || '{"title": "x"}'`,
    `texts || '{"title": {"en": "x"}}'`,
    `texts || '{"title": {"ko": ""}}'`,
    `texts || '{"title": {"ko": null}}'`,
    `texts || '{"title": {"ko": "x", "fr": "x"}}'`,
    `texts || jsonb_build_object('venue', jsonb_build_object('ko', ${long(101)}))`,
    `texts || jsonb_build_object('notices', jsonb_build_object('ko', '', 'en', ${long(5_001)}))`,
  ),
  concerts_age_rating_range: setting('concerts', 'age_rating', -1, 22),
  concerts_running_minutes_range: setting('concerts', 'running_minutes', 0, 1_441),
  concerts_closes_after_opening: setting('concerts', 'closes_at', 'opens_at'),
  concerts_ended_at_with_state: [
    ...setting('concerts', 'state', "'ENDED'", "'CANCELLED'"),
    ...setting('concerts', 'ended_at', 'now()'),
  ],
  concerts_published_not_archived: setting('concerts', 'archived', true),
  concerts_version_positive: setting('concerts', 'version', 0),
  concerts_cancellation_fees: setting(
    'concerts',
    'cancellation_fees',
    ...wrongFeeSchedules.map((schedule) => `'${schedule}'`),
  ),

  queue_epochs_epoch_check: ['INSERT INTO queue_epochs VALUES (2, 0, 0, 0, 0, 0)'],
  queue_epochs_base_check: setting('queue_epochs', 'base', -1),
  queue_epochs_check: setting('queue_epochs', 'reserved', 9),
  queue_epochs_check1: setting('queue_epochs', 'idle', -1, 101),
  queue_epochs_reservations_check: setting('queue_epochs', 'reservations', -1),
  log_heads_epoch_check: ['INSERT INTO log_heads VALUES (2, 0, 0)'],
  log_heads_guests: setting('log_heads', 'guests', -1),
  log_heads_admissions: setting('log_heads', 'admissions', -1),
  log_heads_no_shows: setting('log_heads', 'no_shows', -1),
  history_minutes_at: setting('history_minutes', 'at', "'2030-01-01 00:00:30'"),
  history_minutes_counts: historyCounts.flatMap((column) =>
    setting('history_minutes', column.replace('_sum', ''), -1),
  ),
  history_hours_at: setting('history_hours', 'at', "'2030-01-01 00:30'"),
  history_hours_minutes: setting('history_hours', 'minutes', 0, 61),
  history_hours_counts: historyCounts.flatMap((column) => setting('history_hours', column, -1)),
  log_heads_event_check: ['INSERT INTO log_heads VALUES (2, 1, -1)'],
  turns_epoch_check: setting('turns', 'epoch', 0),
  turns_number_check: setting('turns', 'number', 0),
  turns_spends_itself: [
    ...setting('turns', 'spends_epoch', 0),
    'UPDATE turns SET spends_epoch = 1, spends_number = 10',
  ],

  policy_defaults_one_row: setting('policy_defaults', 'id', 2),
  policy_defaults_version_positive: setting('policy_defaults', 'version', 0),
  policy_defaults_ranges: policy.map((assignment) => `UPDATE policy_defaults SET ${assignment}`),
  instance_settings_one_row: setting('instance_settings', 'id', 2),

  performances_end_after_start: setting('performances', 'ends_at', 'starts_at'),
  performances_concert_id_starts_at_key: setting(
    'performances',
    'starts_at',
    "'2030-02-01 19:00+09'",
  ),
  performances_id_concert_id_key: [
    // The columns of this index include the primary key, so only a table without a primary key can
    // violate the index alone.
    "ALTER TABLE performances DROP CONSTRAINT performances_pkey CASCADE; INSERT INTO performances VALUES (1, 1, now(), now() + interval '1 s')",
  ],

  seats_number_range: [
    "INSERT INTO seats VALUES (1, 0, 'R', 1)",
    "INSERT INTO seats VALUES (1, 51, 'R', 1)",
  ],
  seats_price_range: setting('seats', 'price_krw', -1, 10_000_001),
  seats_grade_length: setting('seats', 'grade', "''", long(11)),
  seats_companion_has_seat: [
    ...setting('seats', 'companion_of', 'NULL').map((statement) => `${statement} WHERE number = 7`),
    'UPDATE seats SET companion_of = 6 WHERE number = 5',
  ],
  seats_plan_position: [
    ...setting('seats', 'plan_row', 'NULL', 0, 101).map(
      (statement) => `${statement} WHERE number = 6`,
    ),
    ...setting('seats', 'plan_column', 'NULL', 0, 101).map(
      (statement) => `${statement} WHERE number = 6`,
    ),
  ],
  seats_plan: [
    "UPDATE seats SET grade = 'G' || number, kind = 'STANDARD', companion_of = NULL",
    'UPDATE seats SET price_krw = 99 WHERE number = 5',
    'UPDATE seats SET plan_column = 1 WHERE number = 7',
    "UPDATE seats SET kind = 'STANDARD' WHERE number = 6",
    'UPDATE seats SET companion_of = 5 WHERE number = 7',
    // New seats are checked by a trigger of their own, which names the same rule.
    "INSERT INTO seats SELECT 2, n, 'G' || n, 1 FROM generate_series(1, 7) n",
    "INSERT INTO seats VALUES (2, 1, 'R', 1), (2, 2, 'R', 2)",
    "INSERT INTO seats (performance_id, number, grade, price_krw, kind, companion_of) VALUES (2, 1, 'R', 1, 'STANDARD', NULL), (2, 2, 'R', 1, 'COMPANION', 1)",
    "INSERT INTO seats (performance_id, number, grade, price_krw, plan_row, plan_column) VALUES (2, 1, 'R', 1, 1, 1), (2, 2, 'R', 1, 1, 1)",
  ],
  seats_held_has_owner: [
    'UPDATE seats SET held_until = now() WHERE number = 5',
    'UPDATE seats SET reservation_id = NULL WHERE number = 3',
  ],
  seats_blocked_unowned: [
    "UPDATE seats SET blocked_reason = 'x' WHERE number = 1",
    'UPDATE seats SET reservation_id = 2 WHERE number = 4',
  ],
  seats_kept_is_free: [1, 4, 5].map(
    (number) => `UPDATE seats SET kept = true WHERE number = ${String(number)}`,
  ),
  seats_kept_for_offers: [
    `UPDATE seats SET kept = true, freed_at = now() WHERE number = 5;
     UPDATE seats SET kept = false, reservation_id = 2, held_until = '2030-01-01' WHERE number = 5`,
    `UPDATE seats SET waited = true WHERE number = 3;
     UPDATE seats SET reservation_id = 1 WHERE number = 3`,
  ],
  seats_blocked_reason_length: ["''", long(201)].map(
    (text) => `UPDATE seats SET blocked_reason = ${text} WHERE number = 5`,
  ),

  cancellations_reason_length: setting('cancellations', 'reason', "''", long(501)),
  cancellations_payments_range: setting('cancellations', 'payments', -1, 51),
  cancellations_finished_unclaimed: [
    'UPDATE cancellations SET finished_at = now(), claimed_until = now()',
  ],

  notices_data_object: [notice("'x'", "'[]'")],
  notices_change_length: [notice("''", "'{}'"), notice(long(101), "'{}'")],
  notices_user_id_kind_change_key: [
    'INSERT INTO notices (user_id, kind, change, concert_id, data) SELECT user_id, kind, change, concert_id, data FROM notices',
  ],

  hall_plans_name_length: setting('hall_plans', 'name', "''", long(101)),
  hall_plans_name_key: ['INSERT INTO hall_plans (name, seats) SELECT name, seats FROM hall_plans'],
  hall_plans_seats_list: setting(
    'hall_plans',
    'seats',
    "'{}'",
    "'[]'",
    'to_jsonb(ARRAY(SELECT generate_series(1, 51)))',
  ),

  buyers_seat_limit: [
    ...setting('buyers', 'seats_held', -1, 3),
    ...setting('buyers', 'seats_paid', -1, 4),
  ],
  buyers_held_counts: [
    ...setting('buyers', 'held_reservation_id', 'NULL'),
    ...setting('buyers', 'seats_held', 0),
  ],
  buyers_pointed_at_is_held: [
    'UPDATE buyers SET held_reservation_id = NULL, seats_held = 0',
    ...setting('buyers', 'held_reservation_id', 1, 99),
    `INSERT INTO buyers (user_id, concert_id, held_reservation_id, seats_held, seat_limit) VALUES (${two}, 1, 2, 1, 4)`,
    held('UPDATE buyers SET held_reservation_id = (SELECT max(id) FROM reservations)'),
  ],
  buyers_ended_range: [
    ...setting('buyers', 'ended_epoch', -1),
    ...setting('buyers', 'ended_number', -1),
  ],

  reservations_seats_priced: [
    heldSeats("'{}'", "'{}'"),
    heldSeats("'{3,5}'", "'{100}'"),
    heldSeats("'{3}'", "'{100,100}'"),
  ],
  reservations_seat_numbers: [heldSeats("'{0}'", "'{1}'"), heldSeats("'{51}'", "'{1}'")],
  reservations_seats_ascending: [heldSeats("'{3,3}'", "'{1,1}'"), heldSeats("'{5,3}'", "'{1,1}'")],
  reservations_no_gaps: [heldSeats("'{NULL}'", "'{1}'"), heldSeats("'{3}'", "'{NULL}'")],
  reservations_prices: [heldSeats("'{3}'", "'{-1}'")],
  reservations_extensions_range: setting('reservations', 'extensions', -1, 3),
  reservations_closed: [
    reservation('PAID', 'now()'),
    reservation('HELD', 'now()'),
    reservation('EXPIRED', 'NULL'),
    reservation('CANCELLED', 'NULL'),
  ],
  reservations_held_is_pointed_at: [
    held(),
    ...setting('reservations', 'status', "'PAID'").map((statement) => `${statement} WHERE id = 2`),
    "UPDATE reservations SET status = 'HELD' WHERE id = 1",
  ],
  reservations_swept_is_over: ['UPDATE reservations SET swept = true WHERE id = 2'],
  reservations_released_reason: [
    "UPDATE reservations SET released_reason = 'x' WHERE id = 1",
    ...["''", long(501)].map(
      (reason) =>
        `${reservation('RELEASED', 'now()')}; UPDATE reservations SET released_reason = ${reason} WHERE status = 'RELEASED'`,
    ),
  ],
  reservations_place_range: [
    ...setting('reservations', 'place_epoch', 0),
    ...setting('reservations', 'place_number', 0),
  ],
  reservations_offer_without_place: [
    'UPDATE reservations SET offer = true',
    'UPDATE reservations SET place_epoch = NULL',
    'UPDATE reservations SET place_number = NULL',
  ],
  reservations_offer_not_extended: [
    'UPDATE reservations SET offer = true, place_epoch = NULL, place_number = NULL, extensions = 1',
  ],
  reservations_offer_has_wish: [
    `INSERT INTO reservations (user_id, concert_id, performance_id, status, seats, prices_krw, held_until, closed_at, offer)
     VALUES (${one}, 1, 1, 'EXPIRED', '{5}', '{100}', now(), now(), true)`,
  ],
  reservations_id_performance_id_key: [
    `ALTER TABLE reservations DROP CONSTRAINT reservations_pkey CASCADE; ${reservation('PAID', 'NULL')};
     UPDATE reservations SET id = 1`,
  ],

  accounts_person_has_wallet: [
    `INSERT INTO accounts (kind, user_id, balance_krw) VALUES ('FUNDING', ${one}, 0)`,
    "INSERT INTO accounts (kind, balance_krw) VALUES ('PERSON', 0)",
    "UPDATE accounts SET balance_krw = 0 WHERE kind = 'REVENUE'",
    "UPDATE accounts SET balance_krw = NULL WHERE kind = 'PERSON'",
  ],
  accounts_balance_not_negative: ["UPDATE accounts SET balance_krw = -1 WHERE kind = 'PERSON'"],
  accounts_user_id_key: [
    `INSERT INTO accounts (kind, user_id, balance_krw) VALUES ('PERSON', ${one}, 0)`,
  ],
  accounts_one_house_account: ["INSERT INTO accounts (kind) VALUES ('REVENUE')"],

  ledger_entries_amount_not_zero: [entry(0, '1')],
  ledger_entries_balance_not_negative: [entry(1, '-1')],

  payments_amount_not_negative: [payment(2, '1, 3', 1, -1)],
  payments_whole_place: [payment(2, 'NULL, 3', 1), payment(2, '1, NULL', 1)],
  payments_place_range: [payment(2, '0, 3', 1), payment(2, '1, 0', 1)],
  tickets_void_reason: [
    "UPDATE tickets SET void_reason = 'x' WHERE id = 1",
    ...["''", long(501)].map((reason) => `UPDATE tickets SET void_reason = ${reason} WHERE id = 3`),
  ],
  tickets_issue: setting('tickets', 'issue', 0),
  gifts_closed: [
    'UPDATE gifts SET closed_at = now() WHERE id = 2',
    'UPDATE gifts SET closed_at = NULL WHERE id = 1',
  ],
  gifts_received: [
    'UPDATE gifts SET received_id = NULL WHERE id = 1',
    'UPDATE gifts SET received_id = 2 WHERE id = 2',
  ],
  gifts_in_time: ['UPDATE gifts SET closed_at = expires_at WHERE id = 1'],
  gifts_addressed: ['UPDATE gifts SET email = NULL WHERE id = 2'],
  gifts_one_open: [
    "INSERT INTO gifts (ticket_id, reservation_id, email, expires_at) VALUES (2, 1, 'x', now())",
  ],
  gifts_received_id_key: [
    `INSERT INTO gifts (ticket_id, reservation_id, state, expires_at, closed_at, received_id)
     VALUES (3, 1, 'ACCEPTED', '2030-01-02', '2030-01-01', 3)`,
  ],
  resales_price: setting('resales', 'price_krw', -1),
  resales_offered: [
    'UPDATE resales SET offer_id = 3 WHERE id = 1',
    'UPDATE resales SET offer_id = NULL WHERE id = 2',
  ],
  resales_refunded: [
    'UPDATE resales SET refund_id = 1 WHERE id = 1',
    'UPDATE resales SET refund_id = NULL WHERE id = 2',
  ],
  resales_closed: [
    'UPDATE resales SET closed_at = now() WHERE id = 1',
    'UPDATE resales SET closed_at = NULL WHERE id = 2',
  ],
  resales_sold_on: ['UPDATE resales SET offer_id = 3 WHERE id = 2'],
  resales_one_open: [
    `INSERT INTO resales (ticket_id, reservation_id, performance_id, seat_number, price_krw)
     VALUES (1, 1, 1, 2, 100)`,
  ],
  resales_one_sale: [resold(3)],
  resales_refund_id_key: [resold(1)],
  ticket_codes_issue: ["INSERT INTO ticket_codes VALUES (1, 0, '0123456789')"],
  ticket_codes_form: ["''", "'012345678'", "'01234567890'", "'012345678O'", "'012345678a'"].map(
    (code) => `INSERT INTO ticket_codes VALUES (1, 2, ${code})`,
  ),
  ticket_codes_short_code_key: [
    'INSERT INTO ticket_codes SELECT 2, 2, short_code FROM ticket_codes WHERE ticket_id = 1',
  ],
  door_scans_ids_form: ['device_id', 'scan_id'].flatMap((column) =>
    setting('door_scans', column, "'short'", "'with space'", long(65)),
  ),
  door_scans_fields_of_state: [
    scan('', "'VOID'"),
    scan('', "'VALID'"),
    scan(', ticket_id, issue', "'UNKNOWN', 2, 1"),
    scan(', ticket_id, issue', "'VALID', 2, 1"),
    scan(', ticket_id, issue', "'USED', 2, 1"),
    scan(', ticket_id', "'VOID', 2"),
    scan(', ticket_id, issue, used_at', "'VOID', 2, 1, now()"),
    scan(', ticket_id, issue, use_id', "'VOID', 2, 1, 1"),
  ],
  door_scans_undo: [
    'UPDATE door_scans SET undone_at = now() WHERE id = 1',
    ...["''", long(501)].map(
      (reason) =>
        `UPDATE door_scans SET undone_at = now(), undone_by_id = ${one}, undo_reason = ${reason} WHERE id = 1`,
    ),
    `UPDATE door_scans SET undone_at = now(), undone_by_id = ${one}, undo_reason = 'x' WHERE id = 2`,
  ],
  door_scans_performance_id_device_id_scan_id_key: [
    "UPDATE door_scans SET scan_id = 'a-scan-1' WHERE id = 2",
  ],
  door_scans_one_use: [scan(', ticket_id, issue, used_at', "'VALID', 1, 1, now()")],
  payments_cancellation_fees: wrongFeeSchedules.map(paymentUnder),
  payments_reservation_id_key: [payment(1, '1, 3', 1)],
  payments_transaction_id_key: [payment(2, '1, 3', 2)],
  payments_concert_id_place_epoch_place_number_key: [payment(2, '1, 1', 1)],
  refunds_amounts: [refund(1, 1, -1, 2), refund(1, 1, 1, -1)],
  refunds_returns_prices: [refund(1, 1, 1, 0, "'x'", "'{1}', '{2}'")],
  refunds_seats: [
    refund(1, 1, 0, 0, "'x'", "'{}', '{}'"),
    ...["'{2, 1}', '{0, 1}'", "'{1, 1}', '{0, 1}'", "'{1}', '{0, 1}'", "'{NULL}', '{1}'"].map(
      (seats) => refund(1, 1, 1, 0, "'x'", seats),
    ),
  ],
  refunds_reason_length: [refund(1, 1, 1, 0, "''"), refund(1, 1, 1, 0, long(501))],
  refunds_transaction_id_key: [refund(1, 4)],

  tickets_refunded_is_void: ['UPDATE tickets SET refund_id = 1 WHERE id = 1'],
  tickets_payment_id_seat_number_key: [
    'INSERT INTO tickets (payment_id, performance_id, seat_number, voided_at) VALUES (1, 1, 1, now())',
  ],
  tickets_one_valid_per_seat: [
    'INSERT INTO tickets (payment_id, performance_id, seat_number) VALUES (2, 1, 1)',
  ],

  idempotency_keys_form: ["'short'", "'with space'", long(65)].map(
    (key) =>
      `INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES (${one}, 'PAY', ${key}, 'x', '{}')`,
  ),
  users_credential_version_range: setting('users', 'credential_version', -1),
  users_credentials_changed: [
    ...setting('users', 'credential_version', 1),
    ...setting('users', 'credentials_changed_at', 'now()'),
  ],
  mails_cause_length: setting('mails', 'cause', "''", long(101)),
  mails_language_form: setting('mails', 'language', "''", "'KO'", "'kor'"),
  mails_attempts_range: setting('mails', 'attempts', -1, 11),
  mails_error_length: setting('mails', 'error', "''", long(101)),
  mails_one_end: ["UPDATE mails SET sent_at = now(), failed_at = now(), error = 'x'"],
  mails_failed_with_error: setting('mails', 'failed_at', 'now()'),
  mails_tries_range: setting('mails', 'tries', -1, 6),
  sign_ins_device_form: setting('sign_ins', 'device', "''", "'A'"),
  sign_ins_user_agent_length: setting('sign_ins', 'user_agent', "''", long(301)),
  sign_ins_version_range: setting('sign_ins', 'version', -1),
  sign_ins_revoked_is_change: setting('sign_ins', 'revoked_at', 'now()'),
  kept_records_email_hash_form: setting('kept_records', 'email_hash', "''", "'B'"),
  kept_records_erased_later: setting('kept_records', 'erase_at', "'2020-01-01'"),
  users_deleted_is_nameless: setting('users', 'deleted_at', 'now()'),
  notice_choices_channels_object: setting('notice_choices', 'channels', "'[]'"),
  notice_events_cause_length: setting('notice_events', 'cause', "''", long(101)),
  notice_events_data_object: setting('notice_events', 'data', "'[]'"),
  notice_events_user_id_kind_cause_key: [
    `INSERT INTO notice_events (user_id, kind, cause, expires_at)
     SELECT user_id, kind, cause, expires_at FROM notice_events`,
  ],
  push_subscriptions_endpoint_key: [
    `INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth)
     SELECT 2, user_id, endpoint, p256dh, auth FROM push_subscriptions`,
  ],
  push_subscriptions_endpoint_length: setting(
    'push_subscriptions',
    'endpoint',
    "'https:/'",
    long(1_025),
  ),
  pushes_attempts_range: setting('pushes', 'attempts', -1, 13),
  pushes_error_length: setting('pushes', 'error', "''", long(101)),
  pushes_one_end: ['UPDATE pushes SET sent_at = now(), failed_at = now()'],
  users_language_form: setting('users', 'language', "'KO'", "'kor'"),
  mails_used_by_someone: ['UPDATE mails SET user_id = NULL, used_at = now()'],
  mails_kind_cause_key: [
    `INSERT INTO mails (kind, cause, address, language) SELECT kind, cause, 'x', 'ko' FROM mails`,
  ],
  terms_acceptances_version_form: ["'', '1'", "'1', 'a b'"].map(
    (versions) => `INSERT INTO terms_acceptances VALUES (${one}, ${versions}, true)`,
  ),
  terms_acceptances_over14: [`INSERT INTO terms_acceptances VALUES (${one}, '2', '2', false)`],
  posters_hash_form: ["'x'", "repeat('A', 64)", "repeat('a', 63)"].map(
    (hash) => `INSERT INTO posters (hash) VALUES (${hash})`,
  ),
  posters_hash_key: ["INSERT INTO posters (hash) VALUES (repeat('a', 64))"],
  poster_sizes_not_empty: setting('poster_sizes', 'bytes', "''"),
  poster_sizes_dimensions: [
    ...setting('poster_sizes', 'width', 0),
    ...setting('poster_sizes', 'height', 0),
  ],
  waitlists_last_number: setting('waitlists', 'last_number', -1),
  wishes_number: setting('wishes', 'number', 0),
  wishes_dates: setting(
    'wishes',
    'performances',
    "'{}'",
    "'{NULL}'",
    'ARRAY(SELECT generate_series(1, 101))',
  ),
  wishes_grades: setting('wishes', 'grades', "'{}'", "'{NULL}'", "'{a,b,c,d,e,f,g}'"),
  wishes_party: setting('wishes', 'party', 0, 5),
  wishes_price_max: setting('wishes', 'price_max_krw', -1, 10_000_001),
  wishes_passed_over: setting('wishes', 'passed_over', -1),
  wishes_collecting: [
    wishes('collects_at_id = 1'),
    wishes('collecting_since = now()'),
    wishes("collects_at_id = id, collecting_since = now(), status = 'LEFT', ended_at = now()"),
  ],
  wishes_offer: [wishes('reservation_id = id'), wishes("status = 'OFFERED'")],
  wishes_ended: [wishes("status = 'LEFT'"), wishes('ended_at = now()')],
  wishes_concert_id_number_key: [
    `UPDATE wishes SET status = 'LEFT', ended_at = now(); ${wish(one, 1)}`,
  ],
  wishes_one_per_person: [wish(one, 3)],
  wishes_one_collects: [wishes('collects_at_id = 1, collecting_since = now()')],
  wishes_reservation_id_key: [wishes("reservation_id = 3, status = 'DECLINED', ended_at = now()")],
  waitlist_decisions_reason: [
    decision('JOINED', ', reason', ", 'HELD'"),
    decision('PASSED_OVER', ', freed_to', ', now()'),
    decision('STOPS_COLLECTING'),
    decision('ENDED', ', reason', ", 'STAFF'"),
    decision('DECLINED', ', reason, reservation_id', ", 'HELD', 1"),
  ],
  waitlist_decisions_offer: [
    decision('EXPIRED'),
    decision('JOINED', ', reservation_id', ', 1'),
    decision('OFFERED', ', freed_from, freed_to', ', now(), now()'),
  ],
  waitlist_decisions_freed: [
    decision('JOINED', ', freed_to', ', now()'),
    decision('PASSED_OVER', ', reason', ", 'HELD'"),
    decision('OFFERED', ', reservation_id, freed_to', ', 1, now()'),
    decision(
      'OFFERED',
      ', reservation_id, freed_from, freed_to',
      ", 1, now(), now() - interval '1 s'",
    ),
  ],
  audit_log_reason_length: ["''", long(501)].map(
    (reason) => `INSERT INTO audit_log (actor_id, action, reason) VALUES (${one}, 'x', ${reason})`,
  ),
  audit_log_values: ["'[]', '{}'", "'{}', '\"x\"'", "'null', '{}'"].map(
    (values) =>
      `INSERT INTO audit_log (actor_id, action, reason, before, after) VALUES (${one}, 'x', 'x', ${values})`,
  ),
};
