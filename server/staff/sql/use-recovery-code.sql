-- Ends a recovery code. The write is the check, so a code counts once.
-- Parameters: $1 user id, $2 hash of the code.
-- Returns {id}; no row for a wrong or used code.
UPDATE staff_factors SET code_hashes = array_remove(code_hashes, $2), used_at = clock_timestamp()
WHERE user_id = $1::uuid AND kind = 'RECOVERY' AND $2 = ANY (code_hashes)
RETURNING id
