-- Sets a new password and ends all credentials of the user, unless another change came first.
-- Parameters: $1 user id, $2 password hash, $3 version of the credentials at the proof.
-- Returns {email, version}; no row after another change.
UPDATE users SET password_hash = $2::text, credential_version = credential_version + 1,
                 credentials_changed_at = clock_timestamp()
WHERE id = $1::uuid AND credential_version = $3::int AND deleted_at IS NULL
RETURNING email, credential_version AS version
