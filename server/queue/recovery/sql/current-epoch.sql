-- Locks an epoch as the current one until the transaction ends.
-- $1 concert, $2 epoch.
-- Returns one row; none if another epoch is current.
SELECT id FROM concerts WHERE id = $1::int AND queue_epoch = $2::int FOR KEY SHARE
