-- Ends the codes of a TOTP factor up to a time step. The write is the check, so a code counts
-- once.
-- Parameters: $1 factor id, $2 time step.
-- Returns {id}; no row if a code of this or a later step was used.
UPDATE staff_factors SET last_step = $2::int, used_at = clock_timestamp()
WHERE id = $1::int AND (last_step IS NULL OR last_step < $2::int)
RETURNING id
