-- Counts a concert's seats in each state and computes the revenue. Free and blocked seats count only
-- for dates on sale: neither cancelled nor started. The database's clock decides the expiry of
-- holds. A seat that waits for the waitlist counts as held. The revenue is the sum of payments minus the sum of refunds, in won.
-- Parameters: $1 concert id.
-- Returns {held, sold, blocked, available, revenue}.
SELECT count(*) FILTER (WHERE held_until > clock_timestamp() OR is_kept)::int AS held,
       count(*) FILTER (WHERE s.reservation_id IS NOT NULL AND held_until IS NULL)::int AS sold,
       count(*) FILTER (WHERE on_sale AND blocked_reason IS NOT NULL)::int AS blocked,
       count(*) FILTER (WHERE on_sale AND blocked_reason IS NULL AND NOT is_kept
         AND (s.reservation_id IS NULL OR held_until <= clock_timestamp()))::int AS available,
       (SELECT coalesce(sum(p.amount_krw - (SELECT coalesce(sum(r.amount_krw), 0)
                                            FROM refunds r WHERE r.payment_id = p.id)), 0)::bigint
        FROM payments p WHERE p.concert_id = $1::int) AS revenue
FROM seats s JOIN performances f ON f.id = s.performance_id
CROSS JOIN LATERAL (
  SELECT f.cancelled_at IS NULL AND f.starts_at > clock_timestamp() AS on_sale,
         kept OR (waited AND coalesce(held_until <= clock_timestamp(), false)) AS is_kept) date
WHERE f.concert_id = $1::int
