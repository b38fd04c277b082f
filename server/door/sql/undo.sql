-- Undoes the use of a ticket's valid issue. The scan keeps the undo and its reason.
-- Parameters: $1 performance id, $2 ticket id, $3 user id of the staff member, $4 reason.
-- Returns {scanId, usedAt}; no row if the ticket is not used.
UPDATE door_scans s
SET undone_at = clock_timestamp(), undone_by_id = $3::uuid, undo_reason = $4
FROM tickets t
WHERE t.id = $2::int AND t.performance_id = $1::int
  AND s.ticket_id = t.id AND s.issue = t.issue AND s.state = 'VALID' AND s.undone_at IS NULL
RETURNING s.scan_id AS "scanId", s.used_at AS "usedAt"
