-- Reads whether a session or access token has proved a second factor recently.
-- Parameters: $1 user id, $2 hash of the session or access token, $3 time of the sign-in in seconds
-- since the Unix epoch.
-- Returns {recent, signedInRecently, methods: text[] of the enrolled kinds}.
SELECT EXISTS (SELECT FROM staff_sessions
               WHERE credential_hash = $2 AND user_id = $1::uuid AND until > clock_timestamp())
         AS recent,
       to_timestamp($3::float8) > clock_timestamp() - interval '15 minutes' AS "signedInRecently",
       ARRAY(SELECT kind::text FROM staff_factors
             WHERE user_id = $1::uuid AND confirmed_at IS NOT NULL
             GROUP BY kind ORDER BY staff_factors.kind) AS methods
