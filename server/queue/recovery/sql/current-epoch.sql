-- Takes a KEY SHARE lock on the concert's row, so that the epoch stays current until the
-- transaction ends.
-- Parameters: $1 concert, $2 epoch.
-- Returns one row if epoch $2 is current, else none.
SELECT id FROM concerts WHERE id = $1::int AND queue_epoch = $2::int FOR KEY SHARE
