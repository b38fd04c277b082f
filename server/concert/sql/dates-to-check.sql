-- Counts a concert's performances that the checklist of a publication concerns, by the database's
-- clock. Omits cancelled performances.
-- Parameters: $1 concert id.
-- Returns one row {dates, past, withoutSeats, isClosed}; isClosed is true if the concert's own
-- closing has passed.
SELECT count(*)::int AS dates,
       count(*) FILTER (WHERE starts_at <= clock_timestamp())::int AS past,
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM seats WHERE performance_id = p.id))::int
         AS "withoutSeats",
       coalesce((SELECT closes_at <= clock_timestamp() FROM concerts WHERE id = $1::int), false)
         AS "isClosed"
FROM performances p WHERE concert_id = $1::int AND cancelled_at IS NULL
