-- Reads the answer to a recorded scan.
-- Parameters: $1 performance id, $2 device id, $3 scan id.
-- Returns {scanId, state, ticketId, seat, usedAt, usedBy}; no row if the scan is not recorded. The
-- fields ticketId and seat are null for a ticket of another performance, whose concert the caller
-- may not see. The fields usedAt and usedBy are the time and the device of the use that a USED scan
-- found; null for other scans.
SELECT s.scan_id AS "scanId", s.state::text, t.id AS "ticketId", t.seat_number AS seat,
       u.used_at AS "usedAt", u.device_id AS "usedBy"
FROM door_scans s
LEFT JOIN tickets t ON t.id = s.ticket_id AND s.state <> 'WRONG_SHOW'
LEFT JOIN door_scans u ON u.id = s.use_id
WHERE s.performance_id = $1::int AND s.device_id = $2 AND s.scan_id = $3
