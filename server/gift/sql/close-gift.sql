-- Ends an open gift. Changes nothing if the gift is not open by the clock.
-- Parameters: $1 gift id, $2 WITHDRAWN or DECLINED.
UPDATE gifts SET state = $2::"GiftState", closed_at = clock_timestamp()
WHERE id = $1::int AND state = 'OPEN' AND expires_at > clock_timestamp()
