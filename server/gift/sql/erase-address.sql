-- Ends the open gifts from and to a user whose account is deleted, and removes the user's address.
-- Parameters: $1 user id, $2 address.
UPDATE gifts SET
  state = CASE
    WHEN state <> 'OPEN' THEN state
    WHEN expires_at <= clock_timestamp() THEN 'EXPIRED'
    WHEN email = $2 THEN 'DECLINED'
    ELSE 'WITHDRAWN'
  END,
  closed_at = coalesce(closed_at, clock_timestamp()),
  email = nullif(email, $2)
WHERE email = $2
   OR state = 'OPEN' AND reservation_id IN (SELECT id FROM reservations WHERE user_id = $1::uuid)
