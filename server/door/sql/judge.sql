-- Judges a ticket's code at the door of a performance. An older issue of a ticket is VOID.
-- Parameters: $1 performance id, $2 ticket id and $3 issue of the code; null if the code is no
-- ticket's.
-- Returns one row {state, ticketId, issue, seat, useId, usedAt}. The fields ticketId, issue and seat
-- are null for an UNKNOWN code. The fields useId and usedAt name the scan that used the ticket.
SELECT CASE WHEN t.id IS NULL THEN 'UNKNOWN'
            WHEN t.performance_id <> $1::int THEN 'WRONG_SHOW'
            WHEN t.voided_at IS NOT NULL OR t.issue <> c.issue THEN 'VOID'
            WHEN u.id IS NOT NULL THEN 'USED' ELSE 'VALID' END AS state,
       t.id AS "ticketId", c.issue, t.seat_number AS seat, u.id AS "useId", u.used_at AS "usedAt"
FROM (SELECT) AS one
LEFT JOIN ticket_codes c ON c.ticket_id = $2::int AND c.issue = $3::int
LEFT JOIN tickets t ON t.id = c.ticket_id
LEFT JOIN door_scans u ON u.ticket_id = c.ticket_id AND u.issue = c.issue
  AND u.state = 'VALID' AND u.undone_at IS NULL
