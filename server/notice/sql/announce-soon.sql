-- Writes an event for each person whose turn comes soon and who may get a message about it.
-- Parameters: $1 concert id; one value per person: $2 user ids, $3 place numbers, $4 minutes until
-- the turn.
INSERT INTO notice_events (user_id, kind, cause, concert_id, data, expires_at)
SELECT users.id, 'SOON', $1::int || '-' || soon.number, $1::int,
       jsonb_build_object('minutes', soon.minutes), clock_timestamp() + interval '5 minutes'
FROM unnest($2::uuid[], $3::int[], $4::int[]) AS soon (user_id, number, minutes)
JOIN users ON users.id = soon.user_id
WHERE wants_in_queue(users.id, 'soon')
ON CONFLICT (user_id, kind, cause) DO NOTHING
