-- Every code of a show's tickets that is no longer valid. $1 performance.
-- Returns {at, void: [{ticketId, issue}] by ticketId, then issue}; no row, if there is no such show. The statement's time is older than
-- its snapshot, so the list holds all that was committed by `at`.
SELECT statement_timestamp() AS at, (
  SELECT coalesce(jsonb_agg(jsonb_build_object('ticketId', t.id, 'issue', issues.nth) ORDER BY t.id, issues.nth), '[]')
  FROM tickets t CROSS JOIN LATERAL generate_series(1, CASE WHEN t.voided_at IS NULL THEN t.issue - 1 ELSE t.issue END) issues (nth)
  WHERE t.performance_id = p.id AND (t.voided_at IS NOT NULL OR t.issue > 1)
) AS void
FROM performances p WHERE p.id = $1::int
