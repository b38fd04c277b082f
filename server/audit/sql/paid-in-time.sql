-- No user pays for a hold that has expired. A payment checks the hold's expiry before it takes its
-- own timestamp. The check and the timestamp are in one transaction, which ends within ten seconds.
-- Inspects every payment.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN p.paid_at > r.held_until + interval '10 s'
            THEN format('made at %s, its hold ended at %s', p.paid_at, r.held_until) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
