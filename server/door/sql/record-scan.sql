-- Records a scan with its answer. A VALID scan uses its ticket; the unique index door_scans_one_use
-- makes the transaction fail as not serializable if a concurrent scan uses the ticket.
-- Parameters: $1 performance id, $2 device id, $3 scan id, $4 user id of the staff member, $5 state,
-- $6 ticket id, $7 issue, $8 id of the scan that used the ticket, $9 time of the scan; null means
-- now. A time in the future becomes now.
INSERT INTO door_scans (performance_id, device_id, scan_id, by_user_id, state, ticket_id, issue,
                        use_id, used_at)
VALUES ($1::int, $2, $3, $4::uuid, $5::"DoorState", $6::int, $7::int,
        CASE WHEN $5 = 'USED' THEN $8::int END,
        CASE WHEN $5 = 'VALID' THEN least($9::timestamptz, clock_timestamp()) END)
ON CONFLICT DO NOTHING
