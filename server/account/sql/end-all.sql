-- Ends all sessions, access tokens and queue tokens of the user.
-- Parameters: $1 user id.
-- Returns {version}; no row for an unknown user.
UPDATE users SET credential_version = credential_version + 1,
                 credentials_changed_at = clock_timestamp()
WHERE id = $1::uuid AND deleted_at IS NULL
RETURNING credential_version AS version
