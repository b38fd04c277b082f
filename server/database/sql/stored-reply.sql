-- Reads the stored reply of a request.
-- $1 user, $2 operation, $3 key.
-- Returns {requestHash, reply}, or no row.
SELECT request_hash AS "requestHash", reply FROM idempotency_keys
WHERE user_id = $1::uuid AND operation = $2::"Operation" AND key = $3
