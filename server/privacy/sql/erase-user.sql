-- Removes name, address and password of a user, and ends all credentials, unless another change came
-- first. The address is free for a new account.
-- Parameters: $1 user id, $2 version of the credentials at the proof.
-- Returns {version}; no row after another change.
UPDATE users SET name = '-', email = 'deleted-' || id || '@users.invalid', password_hash = NULL,
                 email_verified_at = NULL, language = NULL, deleted_at = clock_timestamp(),
                 credential_version = credential_version + 1,
                 credentials_changed_at = clock_timestamp()
WHERE id = $1::uuid AND credential_version = $2::int AND deleted_at IS NULL
RETURNING credential_version AS version
