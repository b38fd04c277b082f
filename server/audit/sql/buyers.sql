-- The held reservation and the counts of held and paid seats in a buyer's row match the buyer's
-- reservations. Inspects every buyer.
SELECT format('buyer %s of concert %s', user_id, concert_id) AS subject,
       CASE WHEN b.held_reservation_id IS DISTINCT FROM r.held_id
              OR b.seats_held <> r.held OR b.seats_paid <> r.paid
            THEN
              format('has hold %s of %s seats, %s paid; reservations have hold %s of %s, %s paid',
                     b.held_reservation_id, b.seats_held, b.seats_paid, r.held_id, r.held, r.paid)
       END AS breach
FROM buyers b CROSS JOIN LATERAL (
  SELECT max(id) FILTER (WHERE status = 'HELD') AS held_id,
         coalesce(sum(cardinality(seats)) FILTER (WHERE status = 'HELD'), 0) AS held,
         coalesce(sum(cardinality(seats)) FILTER (WHERE status = 'PAID'), 0) AS paid
  FROM reservations
  WHERE reservations.user_id = b.user_id AND reservations.concert_id = b.concert_id) r
