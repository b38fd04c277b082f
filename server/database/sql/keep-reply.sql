-- Stores the reply to a request in the request's transaction.
-- Parameters: $1 user id, $2 operation, $3 key, $4 hash of the request, $5 reply as JSON.
-- Violates idempotency_keys_pkey if a duplicate has committed first. The caller must then roll
-- back.
INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply)
VALUES ($1::uuid, $2::"Operation", $3, $4, $5::jsonb)
