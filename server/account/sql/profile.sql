-- Reads a user's profile and staff roles, at any concert.
-- Parameters: $1 user id.
-- Returns {name, email, emailVerified, roles: text[] in the order of the enum}; no row for an unknown user.
SELECT name, email, email_verified_at IS NOT NULL AS "emailVerified",
       ARRAY(SELECT role::text FROM staff_grants WHERE user_id = users.id
             GROUP BY staff_grants.role ORDER BY staff_grants.role) AS roles
FROM users WHERE id = $1::uuid
