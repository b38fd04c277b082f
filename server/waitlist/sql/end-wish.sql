-- Ends a waiting wish and records the decision. Changes nothing unless the wish is WAITING. The
-- caller must hold the waitlist's lock.
-- Parameters: $1 wish id, $2 LEFT or ENDED, $3 reason of ENDED, else null.
WITH ended AS (
  UPDATE wishes SET status = $2::text::"WishStatus", ended_at = clock_timestamp(), collects_at_id = NULL,
                    collecting_since = NULL
  WHERE id = $1::int AND status = 'WAITING' RETURNING id, number
)
INSERT INTO waitlist_decisions (wish_id, number, kind, reason)
SELECT id, number, $2::text::"DecisionKind", $3::text::"DecisionReason" FROM ended
