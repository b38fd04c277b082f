-- What a new hold needs to know. $1 performance, $2 user, whose row is locked, $3 for how many hold times unpaid holding may count.
-- Returns {id: the reservation's number, heldAt, heldUntil, open, orphanRule, waitSeconds: until they may begin another hold}, or no row.
SELECT nextval(pg_get_serial_sequence('reservations', 'id'))::int AS id, clock.now AS "heldAt",
       clock.now + make_interval(secs => h.seconds) AS "heldUntil", p.starts_at > clock.now AS open, c.orphan_rule AS "orphanRule",
       greatest(extract(epoch FROM b.vain_until - clock.now) - $3::int * h.seconds, 0)::float8 AS "waitSeconds"
FROM performances p JOIN concerts c ON c.id = p.concert_id
JOIN buyers b ON b.concert_id = c.id AND b.user_id = $2::uuid
CROSS JOIN policy_defaults d CROSS JOIN LATERAL (SELECT coalesce(c.hold_seconds, d.hold_seconds) AS seconds) h
CROSS JOIN (SELECT clock_timestamp() AS now) clock
WHERE p.id = $1::int
