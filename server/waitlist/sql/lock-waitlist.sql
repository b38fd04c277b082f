-- Locks a concert's waitlist and takes the next number. Every change of the concert's wishes runs this
-- first. Always writes the row, so that a transaction that waited fails instead of using its old
-- snapshot.
-- Parameters: $1 concert id.
-- Returns {number}; no row if the concert does not exist.
INSERT INTO waitlists (concert_id, last_number)
SELECT id, 1 FROM concerts WHERE id = $1::int
ON CONFLICT (concert_id) DO UPDATE
SET last_number = waitlists.last_number + 1, revision = waitlists.revision + 1
RETURNING last_number AS number
