-- Finds the waiting wishes that must end: the sale has closed, no date is left, or the party no longer
-- fits under the seat limit.
-- Parameters: $1 maximum number of rows.
-- Returns {wishId, concertId, reason}.
SELECT w.id AS "wishId", w.concert_id AS "concertId",
       CASE WHEN over THEN 'SALE_CLOSED' ELSE 'SEAT_LIMIT' END AS reason
FROM wishes w JOIN concerts c ON c.id = w.concert_id
LEFT JOIN buyers b ON b.user_id = w.user_id AND b.concert_id = w.concert_id
CROSS JOIN LATERAL (
  SELECT c.state <> 'PUBLISHED' OR coalesce(c.closes_at <= clock_timestamp(), false)
         OR NOT EXISTS (
           SELECT FROM performances p
           WHERE p.concert_id = c.id AND p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()
             AND (w.performances IS NULL OR p.id = ANY (w.performances))) AS over
) sale
WHERE w.status = 'WAITING' AND (over OR w.party + coalesce(b.seats_paid, 0) > c.max_seats)
ORDER BY w.id LIMIT $1
