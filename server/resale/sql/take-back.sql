-- Ends the listing of a ticket. Changes nothing unless the ticket is LISTED.
-- Parameters: $1 ticket id.
UPDATE resales SET state = 'TAKEN_BACK', closed_at = clock_timestamp()
WHERE ticket_id = $1::int AND state = 'LISTED'
