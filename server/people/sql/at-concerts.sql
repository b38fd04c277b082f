-- Finds the users who have or had a reservation, a turn or an ended place at one of the concerts. A
-- waiting place is in Redis only.
-- Parameters: $1 user ids, $2 concert ids.
-- Returns {userId}.
SELECT person.id::text AS "userId"
FROM unnest($1::uuid[]) AS person (id)
WHERE EXISTS (SELECT FROM buyers b WHERE b.user_id = person.id AND b.concert_id = ANY ($2::int[]))
   OR EXISTS (SELECT FROM turns t WHERE t.user_id = person.id AND t.concert_id = ANY ($2::int[]))
