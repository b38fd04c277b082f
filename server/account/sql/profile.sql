-- Reads a user's profile, the staff roles at any concert, and the concerts with held seats.
-- Parameters: $1 user id.
-- Returns {name, email, emailVerified, hasPassword, roles: text[] in the order of the enum,
-- "holdsAt": concert ids of live holds, oldest first}; no row for an unknown or deleted user.
SELECT name, email, email_verified_at IS NOT NULL AS "emailVerified",
       password_hash IS NOT NULL AS "hasPassword",
       ARRAY(SELECT role::text FROM staff_grants WHERE user_id = users.id
             GROUP BY staff_grants.role ORDER BY staff_grants.role) AS roles,
       ARRAY(SELECT concert_id FROM reservations
             WHERE user_id = users.id AND status = 'HELD' AND held_until > clock_timestamp()
             ORDER BY id) AS "holdsAt"
FROM users WHERE id = $1::uuid AND deleted_at IS NULL
