-- Lists every invalid code of a performance's tickets.
-- Parameters: $1 performance id.
-- Returns {at, void: [{ticketId, issue}], ordered by ticketId, then issue}; no row if the
-- performance does not exist, or its concert is a draft. The list includes all commits up to `at`,
-- because PostgreSQL sets the statement's time before the snapshot.
SELECT statement_timestamp() AS at, (
  SELECT coalesce(jsonb_agg(jsonb_build_object('ticketId', t.id, 'issue', issues.nth)
                            ORDER BY t.id, issues.nth), '[]')
  FROM tickets t
  CROSS JOIN LATERAL generate_series(1, CASE WHEN t.voided_at IS NULL THEN t.issue - 1
                                             ELSE t.issue END) issues (nth)
  WHERE t.performance_id = p.id AND (t.voided_at IS NOT NULL OR t.issue > 1)
) AS void
FROM performances p JOIN concerts c ON c.id = p.concert_id
WHERE p.id = $1::int AND c.state <> 'DRAFT'
