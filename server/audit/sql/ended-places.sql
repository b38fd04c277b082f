-- A payment ends the paid place. The buyer's row records the end of the paid place or of a later
-- place. Inspects every payment except those of offers, which have no place.
SELECT format('payment %s', p.id) AS subject,
       CASE WHEN b.user_id IS NULL THEN 'its buyer does not exist'
            WHEN (b.ended_epoch, b.ended_number) < (p.place_epoch, p.place_number)
            THEN format('paid with place %s/%s; its buyer''s places ended with %s/%s',
              p.place_epoch, p.place_number, b.ended_epoch, b.ended_number) END AS breach
FROM payments p JOIN reservations r ON r.id = p.reservation_id
LEFT JOIN buyers b ON b.user_id = r.user_id AND b.concert_id = r.concert_id
WHERE NOT r.offer
