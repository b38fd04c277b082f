-- No user pays for an expired hold. A tolerance of ten seconds is necessary, because a payment
-- takes its timestamp after checking the hold's expiry. The check and the timestamp are in the same
-- transaction, which ends within ten seconds. Inspects every payment.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN p.paid_at > r.held_until + interval '10 s'
            THEN format('made at %s, its hold ended at %s', p.paid_at, r.held_until) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
