-- Records the latest use of sessions and access tokens. An unknown id changes nothing.
-- Parameters: $1 ids.
UPDATE sign_ins SET last_seen_at = clock_timestamp() WHERE id = ANY ($1::uuid[])
