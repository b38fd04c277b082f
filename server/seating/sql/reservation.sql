-- Reads one reservation. Reports a lapsed hold as EXPIRED by the database's clock, even before a
-- job closes the hold.
-- Parameters: $1 reservation id.
-- Returns {id, userId, concertId, performanceId, seats, pricesKrw, status, heldUntil, extensions,
-- offer, placeEpoch, placeNumber, leftMs}. An offer has no place.
SELECT id, user_id AS "userId", concert_id AS "concertId", performance_id AS "performanceId",
       seats, prices_krw AS "pricesKrw",
       CASE WHEN status = 'HELD' AND held_until <= clock_timestamp() THEN 'EXPIRED'
            ELSE status::text END AS status,
       held_until AS "heldUntil", extensions, offer,
       place_epoch AS "placeEpoch", place_number AS "placeNumber",
       (extract(epoch FROM held_until - clock_timestamp()) * 1000)::float8 AS "leftMs"
FROM reservations WHERE id = $1::int
