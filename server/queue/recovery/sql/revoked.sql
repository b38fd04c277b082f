-- Of the given places, selects those that are revoked by a persisted end or by an expired turn.
-- Parameters: $1 concert; three arrays of equal length: $2 users, $3 epochs, $4 numbers.
-- Returns {userId, number} for each revoked place.
SELECT p.user_id::text AS "userId", p.number
FROM unnest($2::uuid[], $3::int[], $4::int[]) AS p (user_id, epoch, number)
LEFT JOIN buyers b ON b.user_id = p.user_id AND b.concert_id = $1::int
LEFT JOIN turns t ON t.user_id = p.user_id AND t.concert_id = $1::int
WHERE (b.ended_epoch, b.ended_number) >= (p.epoch, p.number::bigint)
   OR ((t.spends_epoch, t.spends_number) >= (p.epoch, p.number) AND t.until <= clock_timestamp())
