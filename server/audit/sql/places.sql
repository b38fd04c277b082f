-- The number of each place is in the number block of the place's epoch. Inspects every turn and
-- every reservation except offers, which have no place.
SELECT format('%s of %s at concert %s', place.what, place.user_id, place.concert_id) AS subject,
       CASE WHEN e.epoch IS NULL THEN format('is of epoch %s, which never began', place.epoch)
            WHEN place.number <= e.base OR place.number > e.reserved
            THEN format('has number %s; epoch %s issues %s to %s',
              place.number, e.epoch, e.base + 1, e.reserved) END AS breach
FROM (SELECT 'turn' AS what, user_id, concert_id, epoch, number FROM turns
      UNION ALL SELECT 'reservation ' || id, user_id, concert_id, place_epoch, place_number
        FROM reservations WHERE NOT offer) place
LEFT JOIN queue_epochs e ON e.concert_id = place.concert_id AND e.epoch = place.epoch
