-- Reads the tickets of a performance for the devices at its door.
-- Parameters: $1 performance id.
-- Returns {at, tickets: [{ticketId, issue, seat, codeHash, usedAt}], voided: [ticketId]}; no row if
-- the performance does not exist. The field tickets has the valid tickets, ordered by seat. The
-- field codeHash is the SHA-256 of the short code, in hexadecimal digits. The list includes all
-- commits up to `at`, because PostgreSQL sets the statement's time before the snapshot.
SELECT statement_timestamp() AS at, (
  SELECT coalesce(jsonb_agg(jsonb_build_object(
           'ticketId', t.id, 'issue', t.issue, 'seat', t.seat_number,
           'codeHash', encode(sha256(convert_to(c.short_code, 'UTF8')), 'hex'),
           'usedAt', to_char(u.used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         ORDER BY t.seat_number), '[]')
  FROM tickets t
  JOIN ticket_codes c ON c.ticket_id = t.id AND c.issue = t.issue
  LEFT JOIN door_scans u ON u.ticket_id = t.id AND u.issue = t.issue
    AND u.state = 'VALID' AND u.undone_at IS NULL
  WHERE t.performance_id = p.id AND t.voided_at IS NULL
) AS tickets, (
  SELECT coalesce(jsonb_agg(t.id ORDER BY t.id), '[]') FROM tickets t
  WHERE t.performance_id = p.id AND t.voided_at IS NOT NULL
) AS voided
FROM performances p WHERE p.id = $1::int
