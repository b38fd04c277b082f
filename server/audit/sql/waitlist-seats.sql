-- A seat that became free after a waiting wish is not in general sale unless it passed that wish over.
-- A seat that waits for a decision gets one within seconds; a collecting wish keeps it for ten minutes.
-- Inspects every free seat that became free after a sale.
SELECT format('performance %s, seat %s', s.performance_id, s.number) AS subject,
       CASE WHEN NOT s.kept AND missed.number IS NOT NULL
            THEN format('in general sale, free since %s, while wish %s waits', s.freed_at,
              missed.number)
            WHEN s.kept AND s.freed_at < clock_timestamp() - CASE
                   WHEN collects THEN interval '15 min' ELSE interval '5 min' END
            THEN format('kept since %s', s.freed_at) END AS breach
FROM seats s JOIN performances p ON p.id = s.performance_id JOIN concerts c ON c.id = p.concert_id
CROSS JOIN LATERAL (
  SELECT EXISTS (SELECT FROM wishes w WHERE w.collects_at_id = p.id AND suits(w, s)) AS collects
) collector
LEFT JOIN LATERAL (
  SELECT number FROM wishes w
  WHERE w.concert_id = p.concert_id AND w.status = 'WAITING' AND suits(w, s)
    AND w.made_at < s.freed_at AND coalesce(w.considered_at < s.freed_at, true)
    AND c.state = 'PUBLISHED' AND coalesce(c.closes_at > clock_timestamp(), true)
    AND p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()
  ORDER BY number LIMIT 1
) missed ON true
WHERE s.reservation_id IS NULL AND s.blocked_reason IS NULL AND s.freed_at IS NOT NULL
