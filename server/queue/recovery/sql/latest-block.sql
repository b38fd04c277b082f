-- Reads the number block of a queue's latest epoch. Locks the row of the block until the
-- transaction ends.
-- Parameters: $1 concert.
-- Returns one row, or none for a queue without an epoch.
SELECT epoch, base, reserved, idle FROM queue_epochs
WHERE concert_id = $1::int ORDER BY epoch DESC LIMIT 1 FOR UPDATE
