-- Uses a code in the transaction of the change that it permits.
-- Parameters: $1 mail id.
-- Returns {id}; no row if another change used it first.
UPDATE mails SET used_at = clock_timestamp()
WHERE id = $1::uuid AND kind = 'CODE' AND used_at IS NULL RETURNING id::text
