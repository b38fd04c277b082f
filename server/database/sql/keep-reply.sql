-- Stores a reply in the transaction of its request.
-- $1 user, $2 operation, $3 key, $4 hash of the request, $5 reply as JSON.
-- Violates idempotency_keys_pkey if a duplicate committed first: the caller must then roll back.
INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
VALUES ($1::uuid, $2::"Operation", $3, $4, $5::jsonb)
