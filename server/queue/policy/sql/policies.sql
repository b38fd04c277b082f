-- Reads the policy of each queue: the settings of the concert, else the defaults. Instants and
-- durations are in ms. policy.ts appends the WHERE clause.
SELECT c.id AS "concertId", (c.policy_version + d.version)::int AS version, queue_epoch AS epoch,
       coalesce(c.capacity, d.capacity) AS capacity,
       coalesce(c.rate_per_minute, d.rate_per_minute) AS "ratePerMinute",
       coalesce(c.session_seconds, d.session_seconds) * 1000 AS "sessionMs",
       coalesce(c.claim_seconds, d.claim_seconds) * 1000 AS "claimMs",
       coalesce(c.grace_seconds, d.grace_seconds) * 1000 AS "graceMs",
       coalesce(c.hold_seconds, d.hold_seconds) * 1000 AS "holdMs",
       d.recovery_seconds * 1000 AS "recoveryMs",
       (extract(epoch FROM coalesce(line_opens_at, opens_at - interval '30 minutes'))
         * 1000)::float8 AS "lineOpensAt",
       (extract(epoch FROM opens_at) * 1000)::float8 AS "opensAt",
       (extract(epoch FROM p.closes_at) * 1000)::float8 AS "closesAt",
       (extract(epoch FROM p.last_end) * 1000)::float8 AS "endsAt",
       (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
       pause_reason AS "pauseReason", message, state, verified_email AS "verifiedEmail"
FROM concerts c CROSS JOIN policy_defaults d CROSS JOIN LATERAL concert_times(c.id) p
