-- Sets the end of a turn to $4 seconds from now.
-- Parameters: $1 user, $2 concert, $3 number, $4 seconds.
UPDATE turns SET until = clock_timestamp() + make_interval(secs => $4::float8)
WHERE concert_id = $2::int AND user_id = $1::uuid AND number = $3::int
