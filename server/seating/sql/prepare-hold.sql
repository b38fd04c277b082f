-- What a new hold needs to know. $1 performance. Returns {id: the reservation's number, heldUntil, open}, or no row.
SELECT nextval(pg_get_serial_sequence('reservations', 'id'))::int AS id,
       clock_timestamp() + make_interval(secs => coalesce(c.hold_seconds, d.hold_seconds)) AS "heldUntil",
       p.starts_at > clock_timestamp() AS open
FROM performances p JOIN concerts c ON c.id = p.concert_id CROSS JOIN policy_defaults d WHERE p.id = $1::int
