-- Reads the owners of a reservation and of a ticket with these numbers, ordered by user id.
-- Parameters: $1 user id after which the page starts, $2 reservation id or null, $3 ticket id or
-- null, $4 user id or null, $5 maximum count.
-- Returns {userId, name, email}.
SELECT id::text AS "userId", name, email
FROM users
WHERE id > $1::uuid AND id IN (
  SELECT user_id FROM reservations WHERE id = $2::int
  UNION ALL
  SELECT r.user_id
  FROM tickets t JOIN payments p ON p.id = t.payment_id
  JOIN reservations r ON r.id = coalesce(t.reservation_id, p.reservation_id)
  WHERE t.id = $3::int
  UNION ALL
  SELECT $4::uuid
)
ORDER BY id
LIMIT $5::int
