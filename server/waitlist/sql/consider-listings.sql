-- Records that a round of offers leaves the listed seats with their owners. Writes each listing at most
-- once in five seconds. The caller must hold the waitlist's lock.
-- Parameters: $1 concert id.
UPDATE resales l SET considered_at = clock_timestamp()
FROM performances p
WHERE p.id = l.performance_id AND p.concert_id = $1::int AND l.state = 'LISTED'
  AND coalesce(l.considered_at < clock_timestamp() - interval '5 s', true)
