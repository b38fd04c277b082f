-- Only admitted users pay. PostgreSQL records an admission before the user learns of the admission.
-- The recorded turn may be newer than the payment, because a user's new turn replaces the previous
-- turn. Inspects every payment except those of offers, which need no turn.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN t.user_id IS NULL
            THEN format('its buyer %s never had a turn at concert %s', r.user_id, r.concert_id)
            WHEN t.number < p.place_number
            THEN format('paid with place %s, the last turn of its buyer was %s',
              p.place_number, t.number) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN turns t ON t.user_id = r.user_id AND t.concert_id = r.concert_id
WHERE NOT r.offer
