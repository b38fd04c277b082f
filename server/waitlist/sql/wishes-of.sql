-- Reads a user's wishes that wait or have an offer, the newest first, at most 50. For one concert,
-- reads the latest wish, although it has ended. The rank counts the waiting wishes of the concert with
-- a lower number, and starts from 1.
-- Parameters: $1 user id, $2 concert id or null for all concerts.
-- Returns {waitlistId, concertId, texts, number, status, rank: null for an ended wish, performances,
-- grades, party, together, priceMax, passedOver, isCollecting, offer: null or {reservationId,
-- performanceId, seats, price, expiresAt}, dates: [{performanceId, startsAt}] that the wish names,
-- earlierOffers: the latest 20 offers to other wishes since this one, as [{number, seats, at, outcome:
-- kind of the end, null while it is open}]}.
SELECT w.id AS "waitlistId", w.concert_id AS "concertId", c.texts, w.number, w.status::text,
       CASE WHEN w.ended_at IS NULL THEN (
         SELECT count(*) + 1 FROM wishes o
         WHERE o.concert_id = w.concert_id AND o.status = 'WAITING' AND o.number < w.number)::int
       END AS rank,
       w.performances, w.grades, w.party, w.together, w.price_max_krw::int AS "priceMax",
       w.passed_over AS "passedOver", w.collects_at_id IS NOT NULL AS "isCollecting",
       CASE WHEN w.status = 'OFFERED' AND r.held_until > clock_timestamp() THEN json_build_object(
         'reservationId', r.id, 'performanceId', r.performance_id, 'seats', r.seats,
         'price', sum_krw(r.prices_krw),
         'expiresAt', to_char(r.held_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
       END AS offer,
       (SELECT coalesce(json_agg(json_build_object('performanceId', p.id, 'startsAt',
                 to_char(p.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
               ORDER BY p.starts_at), '[]')
        FROM performances p WHERE p.concert_id = w.concert_id AND p.id = ANY (w.performances))
         AS dates,
       (SELECT coalesce(json_agg(shown ORDER BY shown.at DESC), '[]') FROM (
          SELECT d.number, cardinality(d.seats) AS seats, d.at,
                 (SELECT e.kind FROM waitlist_decisions e
                  WHERE e.reservation_id = d.reservation_id AND e.kind <> 'OFFERED') AS outcome
          FROM wishes o JOIN waitlist_decisions d ON d.wish_id = o.id
          WHERE o.concert_id = w.concert_id AND o.id <> w.id AND d.kind = 'OFFERED'
            AND d.at > w.made_at
          ORDER BY d.id DESC LIMIT 20) shown) AS "earlierOffers"
FROM wishes w JOIN concerts c ON c.id = w.concert_id
LEFT JOIN reservations r ON r.id = w.reservation_id
WHERE w.user_id = $1::uuid
  AND CASE WHEN $2::int IS NULL THEN w.ended_at IS NULL ELSE w.concert_id = $2::int END
ORDER BY w.number DESC, w.id DESC LIMIT CASE WHEN $2::int IS NULL THEN 50 ELSE 1 END
