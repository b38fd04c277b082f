-- No reservation is paid after its hold lapsed. The time is checked when the seats are sold, and a
-- payment's timestamp is taken some steps later in the same transaction, which ends within ten
-- seconds.
-- Inspects every payment.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN p.paid_at > r.held_until + interval '10 s' THEN format('made at %s, its hold ended at %s', p.paid_at, r.held_until) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
