-- Reads the latest reservation of a queue's latest epoch.
-- $1 concert.
SELECT epoch, reserved, reservations FROM queue_epochs
WHERE concert_id = $1::int ORDER BY epoch DESC LIMIT 1
