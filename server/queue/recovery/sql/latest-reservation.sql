-- Reads the latest reservation in a queue's latest epoch.
-- Parameters: $1 concert.
-- Returns {epoch, reserved, reservations}, or no row for a queue without an epoch.
SELECT epoch, reserved, reservations FROM queue_epochs
WHERE concert_id = $1::int ORDER BY epoch DESC LIMIT 1
