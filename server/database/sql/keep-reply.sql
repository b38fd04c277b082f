-- Keeps the reply of a request that is being carried out. $1 user, $2 operation, $3 key, $4 hash of what was asked, $5 the reply as JSON.
-- Breaks idempotency_keys_pkey where it has been carried out: the caller rolls back.
INSERT INTO idempotency_keys (user_id, operation, key, request_hash, reply) VALUES ($1::uuid, $2::"Operation", $3, $4, $5::jsonb)
