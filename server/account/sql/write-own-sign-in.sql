-- Changes the sign-in of the caller: revokes it, or raises its version so that it outlives an end of
-- all others. Adds the row for a sign-in from before the table.
-- Parameters: $1 id, $2 user id, $3 kind, $4 hash of the device, $5 version, $6 true to revoke it.
INSERT INTO sign_ins (id, user_id, kind, device, version, revoked_at, changed_at)
SELECT $1::uuid, $2::uuid, $3::"SignInKind", $4::text, $5::int,
       CASE WHEN $6::boolean THEN now END, now
FROM (SELECT clock_timestamp() AS now) clock
ON CONFLICT (id) DO UPDATE SET
  version = greatest(sign_ins.version, excluded.version),
  revoked_at = coalesce(sign_ins.revoked_at, excluded.revoked_at),
  changed_at = excluded.changed_at
WHERE sign_ins.user_id = excluded.user_id
