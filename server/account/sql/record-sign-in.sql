-- Records a sign-in, unless all credentials of this version have ended meanwhile. The device is new if
-- the user has signed in, but never on it. The first sign-in of an account in its first hour is on no
-- new device, since it is part of the sign-up.
-- Parameters: $1 id, $2 user id, $3 kind, $4 hash of the device, $5 user agent or null, $6 version.
-- Returns {email, isNew}; no row for ended credentials.
WITH person AS (
  SELECT id, email, created_at FROM users
  WHERE id = $2::uuid AND deleted_at IS NULL AND credential_version <= $6::int
), added AS (
  INSERT INTO sign_ins (id, user_id, kind, device, user_agent, version, created_at, last_seen_at)
  SELECT $1::uuid, id, $3::"SignInKind", $4::text, $5::text, $6::int, now, now
  FROM person, (SELECT clock_timestamp() AS now) clock RETURNING id
)
SELECT person.email,
       NOT EXISTS (SELECT FROM sign_ins s WHERE s.user_id = $2::uuid AND s.device = $4::text)
       AND (person.created_at < clock_timestamp() - interval '1 hour'
            OR EXISTS (SELECT FROM sign_ins s WHERE s.user_id = $2::uuid)) AS "isNew"
FROM person CROSS JOIN added
