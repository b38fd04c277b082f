-- Reads the user's sessions and access tokens that can still be valid, latest use first. A session
-- lives for 7 days without a renewal, and an access token for 24 hours.
-- Parameters: $1 user id, $2 maximum count.
-- Returns {sessionId, kind, createdAt, lastSeenAt, userAgent|null}.
SELECT s.id::text AS "sessionId", s.kind::text, s.created_at AS "createdAt",
       s.last_seen_at AS "lastSeenAt", s.user_agent AS "userAgent"
FROM sign_ins s JOIN users ON users.id = s.user_id
WHERE s.user_id = $1::uuid AND s.revoked_at IS NULL AND s.version >= users.credential_version
  AND CASE s.kind WHEN 'SESSION' THEN s.last_seen_at > clock_timestamp() - interval '7 days'
      ELSE s.created_at > clock_timestamp() - interval '24 hours' END
ORDER BY s.last_seen_at DESC, s.id LIMIT $2::int
