-- Computes the end of a hold that the user extends now.
-- Parameters: $1 concert id.
-- Returns {heldUntil}.
SELECT clock_timestamp() + make_interval(secs => coalesce(c.hold_seconds, d.hold_seconds))
       AS "heldUntil"
FROM concerts c CROSS JOIN policy_defaults d WHERE c.id = $1::int
