-- Finds the users who have or had a reservation, a turn or an ended place at one of the concerts. A
-- waiting place is in Redis only. LIMIT makes PostgreSQL look up each user, instead of reading
-- everyone at the concerts.
-- Parameters: $1 user ids, $2 concert ids.
-- Returns {userId}.
SELECT person.id::text AS "userId"
FROM unnest($1::uuid[]) AS person (id)
LEFT JOIN LATERAL (
  SELECT concert_id FROM buyers WHERE user_id = person.id AND concert_id = ANY ($2::int[]) LIMIT 1
) b ON true
LEFT JOIN LATERAL (
  SELECT concert_id FROM turns WHERE user_id = person.id AND concert_id = ANY ($2::int[]) LIMIT 1
) t ON true
WHERE coalesce(b.concert_id, t.concert_id) IS NOT NULL
