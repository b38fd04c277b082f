-- Inserts a valid row into every table, for two users. The first user has paid for seats 1 and 2,
-- holds seat 3 and has cancelled another reservation. One transaction inserts all rows, because
-- seats reference reservations that a later statement inserts.
BEGIN;
INSERT INTO users (id, email, name) VALUES
  ('00000000-0000-4000-8000-000000000001', 'one@jari.example', 'One'),
  ('00000000-0000-4000-8000-000000000002', 'two@jari.example', 'Two');
INSERT INTO identities (provider, subject, user_id) VALUES
  ('kakao', '1', '00000000-0000-4000-8000-000000000001');
INSERT INTO posters (id, hash) VALUES (1, repeat('a', 64));
INSERT INTO poster_sizes (poster_id, width, height, bytes) VALUES (1, 320, 480, 'x');
INSERT INTO concerts (id, state, poster_id, texts, opens_at) VALUES
  (1, 'PUBLISHED', 1, '{"title": {"ko": "공연", "en": "A concert"}, "venue": {"ko": "홀", "en": "A hall"},
    "description": {"ko": "공연입니다", "en": "It is a concert"}, "notices": {"ko": ""}}', '2030-01-01');
INSERT INTO performances (id, concert_id, starts_at, ends_at) VALUES
  (1, 1, '2030-02-01 19:00+09', '2030-02-01 21:00+09'),
  (2, 1, '2030-02-02 19:00+09', '2030-02-02 21:00+09');
INSERT INTO seats
  (performance_id, number, grade, price_krw, reservation_id, held_until, blocked_reason)
VALUES
  (1, 1, 'R', 100, 1, NULL, NULL),
  (1, 2, 'R', 100, 1, NULL, NULL),
  (1, 3, 'R', 100, 2, '2030-01-01', NULL),
  (1, 4, 'R', 100, NULL, NULL, 'no view'),
  (1, 5, 'R', 100, NULL, NULL, NULL);
INSERT INTO seats
  (performance_id, number, grade, price_krw, kind, companion_of, plan_row, plan_column)
VALUES
  (1, 6, 'S', 50, 'WHEELCHAIR', NULL, 1, 1),
  (1, 7, 'S', 50, 'COMPANION', 6, 1, 2);
INSERT INTO hall_plans (name, seats) VALUES ('Small hall', '[{"seat": 1, "grade": "R", "price": 1}]');
INSERT INTO buyers
  (user_id, concert_id, held_reservation_id, seats_held, seats_paid, seat_limit, ended_epoch,
   ended_number)
VALUES
  ('00000000-0000-4000-8000-000000000001', 1, 2, 1, 2, 4, 1, 2);
INSERT INTO reservations
  (id, user_id, concert_id, performance_id, status, seats, prices_krw, held_until, place_epoch,
   place_number, closed_at)
VALUES
  (1, '00000000-0000-4000-8000-000000000001', 1, 1,
   'PAID', '{1,2}', '{100,100}', '2030-01-01', 1, 1, NULL),
  (2, '00000000-0000-4000-8000-000000000001', 1, 1,
   'HELD', '{3}', '{100}', '2030-01-01', 1, 3, NULL),
  (3, '00000000-0000-4000-8000-000000000001', 1, 1,
   'CANCELLED', '{5}', '{100}', '2030-01-01', 1, 2, '2030-01-01');
INSERT INTO ledger_transactions (id, kind) VALUES
  (1, 'CHARGE'), (2, 'PAYMENT'), (3, 'PAYMENT'), (4, 'REFUND');
INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
SELECT moved.id, accounts.id,
       CASE WHEN accounts.kind = 'PERSON' THEN moved.gain ELSE -moved.gain END,
       CASE WHEN accounts.kind = 'PERSON' THEN moved.after END
FROM (VALUES
  (1, 1000, 1000, 'FUNDING'), (2, -200, 800, 'REVENUE'), (3, -100, 700, 'REVENUE'),
  (4, 90, 790, 'REVENUE')) moved (id, gain, after, system_account)
JOIN accounts ON accounts.kind::text = moved.system_account
  OR accounts.user_id = '00000000-0000-4000-8000-000000000001';
UPDATE accounts SET balance_krw = 790 WHERE user_id = '00000000-0000-4000-8000-000000000001';
INSERT INTO payments
  (id, reservation_id, concert_id, amount_krw, place_epoch, place_number, transaction_id, paid_at)
VALUES
  (1, 1, 1, 200, 1, 1, 2, '2030-01-01'),
  (2, 3, 1, 100, 1, 2, 3, '2030-01-01');
INSERT INTO refunds
  (id, payment_id, transaction_id, seats, prices_krw, amount_krw, fee_krw, reason, by_user_id)
VALUES
  (1, 2, 4, '{5}', '{100}', 90, 10, 'cancelled', '00000000-0000-4000-8000-000000000001');
INSERT INTO tickets (id, payment_id, performance_id, seat_number, voided_at, refund_id) VALUES
  (1, 1, 1, 1, NULL, NULL), (2, 1, 1, 2, NULL, NULL), (3, 2, 1, 5, '2030-01-01', 1);
INSERT INTO gifts (id, ticket_id, reservation_id, email, state, expires_at, closed_at, received_id)
VALUES
  (1, 3, 1, 'two@jari.example', 'ACCEPTED', '2030-01-02', '2030-01-01', 3),
  (2, 2, 1, 'two@jari.example', 'OPEN', '2030-01-02', NULL, NULL);
UPDATE reservations SET gift_payment_id = 1 WHERE id = 3;
UPDATE tickets SET reservation_id = 3 WHERE id = 3;
INSERT INTO door_scans
  (id, performance_id, device_id, scan_id, by_user_id, state, ticket_id, issue, used_at, use_id)
VALUES
  (1, 1, 'a-device', 'a-scan-1', '00000000-0000-4000-8000-000000000001', 'VALID', 1, 1,
   '2030-01-01', NULL),
  (2, 1, 'a-device', 'a-scan-2', '00000000-0000-4000-8000-000000000001', 'USED', 1, 1, NULL, 1);
INSERT INTO door_scans
  (id, performance_id, device_id, scan_id, by_user_id, state, ticket_id, issue, used_at, undone_at,
   undone_by_id, undo_reason)
VALUES
  (3, 1, 'a-device', 'a-scan-3', '00000000-0000-4000-8000-000000000001', 'VALID', 2, 1,
   '2030-01-01', '2030-01-02', '00000000-0000-4000-8000-000000000001', 'wrong person');
INSERT INTO outbox (kind, payload) VALUES ('PLACE_SPENT', '{}');
INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES
  ('00000000-0000-4000-8000-000000000001', 'CHARGE', 'a-key-of-1', 'hash', '{}');
INSERT INTO audit_log (actor_id, action, concert_id, user_id, reason, before, after) VALUES
  ('00000000-0000-4000-8000-000000000002', 'queue.set', 1,
   '00000000-0000-4000-8000-000000000001', 'why not', '{}', '{}');
INSERT INTO cancellations (performance_id, by_user_id, reason, of_concert, payments) VALUES
  (1, '00000000-0000-4000-8000-000000000002', 'rain', false, 1);
INSERT INTO notices (user_id, kind, change, concert_id, data) VALUES
  ('00000000-0000-4000-8000-000000000001', 'QUEUE_REMOVED', '1-11', 1, '{}');
INSERT INTO mails (kind, cause, user_id, address, language) VALUES
  ('VERIFY_EMAIL', 'a-cause', '00000000-0000-4000-8000-000000000001', 'a@jari.example', 'ko');
INSERT INTO terms_acceptances (user_id, terms, privacy, over14) VALUES
  ('00000000-0000-4000-8000-000000000001', '1', '1', true);
INSERT INTO sign_ins (id, user_id, kind, device, user_agent) VALUES
  ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 'SESSION',
   repeat('a', 64), 'A browser');
INSERT INTO kept_records (user_id, email_hash, encrypted, erase_at) VALUES
  ('00000000-0000-4000-8000-000000000002', repeat('b', 64), '\x00', '2090-01-01');
INSERT INTO notice_choices (user_id, channels) VALUES
  ('00000000-0000-4000-8000-000000000001', '{"turn": ["PUSH"]}');
INSERT INTO follows (user_id, concert_id) VALUES ('00000000-0000-4000-8000-000000000001', 1);
INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth) VALUES
  (1, '00000000-0000-4000-8000-000000000001', 'https://push.example.com/1', 'key', 'auth');
INSERT INTO notice_events (id, user_id, kind, cause, expires_at) VALUES
  ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-000000000001', 'GIFT_OFFERED', 'a-gift',
   '2030-01-01');
INSERT INTO pushes (event_id, subscription_id) VALUES ('00000000-0000-4000-8000-0000000000e1', 1);
INSERT INTO notice_rounds (kind, cause) VALUES ('OPEN', '1-0');
INSERT INTO staff_grants (user_id, role, concert_id) VALUES
  ('00000000-0000-4000-8000-000000000001', 'OWNER', NULL),
  ('00000000-0000-4000-8000-000000000002', 'SUPPORT', 1);
INSERT INTO staff_factors (user_id, kind, confirmed_at, secret, last_step) VALUES
  ('00000000-0000-4000-8000-000000000001', 'TOTP', '2030-01-01', '\x00', 1);
INSERT INTO staff_factors (user_id, kind, confirmed_at, code_hashes) VALUES
  ('00000000-0000-4000-8000-000000000001', 'RECOVERY', '2030-01-01', '{x}');
INSERT INTO staff_factors
  (user_id, kind, confirmed_at, credential_id, public_key, counter, transports)
VALUES
  ('00000000-0000-4000-8000-000000000002', 'PASSKEY', '2030-01-01', 'id', '\x00', 1, '{usb}');
INSERT INTO staff_sessions (credential_hash, user_id, until) VALUES
  (repeat('0', 64), '00000000-0000-4000-8000-000000000001', '2030-01-01');
INSERT INTO queue_epochs (concert_id, epoch, base, reserved, reservations, idle) VALUES
  (1, 1, 10, 100, 1, 5);
INSERT INTO log_heads (concert_id, epoch, event) VALUES (1, 1, 7);
INSERT INTO history_minutes VALUES
  (1, '2030-01-01', 1, 1, 5, 2, 3, 3, 1, 1, 0, '{1}', 1, 1, 100);
INSERT INTO history_hours VALUES
  (1, '2030-01-01', 1, 1, 1, 5, 2, 3, 3, 1, 1, 0, '{1}', 1, 1, 100);
INSERT INTO turns
  (concert_id, user_id, epoch, number, admitted_at, until, spends_epoch, spends_number)
VALUES
  (1, '00000000-0000-4000-8000-000000000001', 1, 11, '2030-01-01', '2030-01-02', 2, 30);
INSERT INTO waitlists (concert_id, last_number) VALUES (1, 2);
INSERT INTO wishes (id, concert_id, user_id, number, party, together, made_at) VALUES
  (1, 1, '00000000-0000-4000-8000-000000000001', 1, 1, true, '2030-01-01'),
  (2, 1, '00000000-0000-4000-8000-000000000002', 2, 2, false, '2030-01-01');
INSERT INTO waitlist_decisions (wish_id, number, kind) VALUES (1, 1, 'JOINED');
INSERT INTO resales (id, ticket_id, reservation_id, performance_id, seat_number, price_krw, state,
                     offer_id, refund_id, closed_at)
VALUES
  (1, 2, 1, 1, 2, 100, 'LISTED', NULL, NULL, NULL),
  (2, 3, 3, 1, 5, 100, 'SOLD', 1, 1, '2030-01-01');
-- Later rows from tests get ids above 100.
SELECT setval(pg_get_serial_sequence(name, 'id'), 100)
FROM unnest(ARRAY['performances', 'reservations', 'ledger_transactions', 'payments',
  'refunds', 'tickets', 'gifts', 'resales', 'staff_grants',
  'staff_factors', 'door_scans', 'wishes']) name;
COMMIT;
