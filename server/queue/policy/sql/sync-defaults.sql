-- Writes the policy defaults. Skips unchanged defaults, so that no policy gets a new version.
-- Parameters: $1 hold, $2 capacity, $3 rate per minute, $4 session, $5 claim, $6 grace, $7
-- recovery; all times in seconds.
INSERT INTO policy_defaults AS d
  (id, hold_seconds, capacity, rate_per_minute, session_seconds, claim_seconds, grace_seconds,
   recovery_seconds)
VALUES (1, $1::int, $2::int, $3::int, $4::int, $5::int, $6::int, $7::int)
ON CONFLICT (id) DO UPDATE SET
  version = d.version + 1, hold_seconds = excluded.hold_seconds, capacity = excluded.capacity,
  rate_per_minute = excluded.rate_per_minute, session_seconds = excluded.session_seconds,
  claim_seconds = excluded.claim_seconds, grace_seconds = excluded.grace_seconds,
  recovery_seconds = excluded.recovery_seconds
WHERE (d.hold_seconds, d.capacity, d.rate_per_minute, d.session_seconds, d.claim_seconds,
       d.grace_seconds, d.recovery_seconds)
  IS DISTINCT FROM (excluded.hold_seconds, excluded.capacity, excluded.rate_per_minute,
                    excluded.session_seconds, excluded.claim_seconds, excluded.grace_seconds,
                    excluded.recovery_seconds)
