-- Reads the stored replies to requests of one operation. LIMIT keeps each lookup an index scan.
-- Parameters: $1 user ids, $2 operation, $3 keys.
-- Returns {requestHash, reply} for each request, in order. Both are null without a stored reply.
SELECT stored.request_hash AS "requestHash", stored.reply
FROM unnest($1::uuid[], $3::text[]) WITH ORDINALITY AS asked (user_id, key, n)
LEFT JOIN LATERAL (
  SELECT request_hash, reply FROM idempotency_keys k
  WHERE k.user_id = asked.user_id AND k.operation = $2::"Operation" AND k.key = asked.key LIMIT 1
) stored ON true
ORDER BY asked.n
