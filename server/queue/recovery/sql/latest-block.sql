-- Reads and locks the numbers of a queue's latest epoch.
-- $1 concert.
-- Returns one row; none for a queue without an epoch.
SELECT epoch, base, reserved, idle FROM queue_epochs
WHERE concert_id = $1::int ORDER BY epoch DESC LIMIT 1 FOR UPDATE
