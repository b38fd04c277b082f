-- Gives a concert's running time to its dates, except cancelled and past ones, whose end stays.
-- Tickets keep their codes, which state the start only; calendars get a higher revision. The caller
-- must hold the concert's lock.
-- Parameters: $1 concert id, $2 running time in minutes.
UPDATE performances SET ends_at = starts_at + make_interval(mins => $2::int)
WHERE concert_id = $1::int AND cancelled_at IS NULL AND ends_at > clock_timestamp()
  AND ends_at <> starts_at + make_interval(mins => $2::int)
