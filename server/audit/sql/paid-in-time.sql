-- Nothing is paid after its hold's time. A payment is stamped some steps after its seats were sold, which is where the time is
-- judged; a transaction ends within ten seconds. Looks at every payment.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN p.paid_at > r.held_until + interval '10 s' THEN format('made at %s, its hold ended at %s', p.paid_at, r.held_until) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
