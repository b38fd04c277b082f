-- Computes the end of a hold that the user extends now.
-- Parameters: $1 concert id.
-- Returns {heldUntil, open}; `open` is false once the sale has closed.
SELECT clock_timestamp() + make_interval(secs => coalesce(c.hold_seconds, d.hold_seconds))
       AS "heldUntil",
       c.state = 'PUBLISHED' AND t.closes_at > clock_timestamp() AS open
FROM concerts c CROSS JOIN policy_defaults d CROSS JOIN LATERAL concert_times(c.id) t
WHERE c.id = $1::int
