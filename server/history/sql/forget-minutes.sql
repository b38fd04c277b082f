-- Deletes the minutes of more than 90 days ago, whose hours remain. Every instance may run it.
-- Parameters: $1 time of the deletion, or null for the database's clock.
DELETE FROM history_minutes
WHERE at < coalesce($1::timestamptz, clock_timestamp()) - interval '90 days'
