-- Reads the sale of a concert, for a wish.
-- Parameters: $1 concert id.
-- Returns {opensAt, hasOpened, isOver, maxSeats}; no row without the concert, and for a draft.
SELECT opens_at AS "opensAt", opens_at <= clock_timestamp() AS "hasOpened",
       state <> 'PUBLISHED' OR t.closes_at <= clock_timestamp() AS "isOver", max_seats AS "maxSeats"
FROM concerts c CROSS JOIN LATERAL concert_times(c.id) t
WHERE c.id = $1::int AND state <> 'DRAFT'
