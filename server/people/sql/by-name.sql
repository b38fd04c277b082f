-- Reads people by the name, in lower case, in the order of its characters' code points.
-- Parameters: $1 text and $2 user id after which the page starts, $3 last text of the range, $4
-- maximum count.
-- Returns {userId, name, email}.
SELECT id::text AS "userId", name, email
FROM users
WHERE (lower(name) COLLATE "C", id) > (lower($1::text), $2::uuid)
  AND lower(name) COLLATE "C" <= lower($3::text)
ORDER BY lower(name) COLLATE "C", id
LIMIT $4::int
