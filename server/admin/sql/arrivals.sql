-- Counts the tickets of a concert that were used at the door, in all and within the last minute.
-- Parameters: $1 concert id.
-- Returns {arrived, arrivedLastMinute}.
SELECT count(*)::int AS arrived,
       (count(*) FILTER (WHERE s.used_at > clock_timestamp() - interval '1 minute'))::int
         AS "arrivedLastMinute"
FROM performances p JOIN door_scans s ON s.performance_id = p.id
WHERE p.concert_id = $1::int AND s.state = 'VALID' AND s.undone_at IS NULL
