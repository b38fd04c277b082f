-- Copies a concert as a draft whose times are some days later. Copies neither a pause, a message
-- nor cancelled performances.
-- Parameters: $1 concert id, $2 days.
-- Returns {id, performances: ids of the copies}; no row without the concert.
WITH copied AS (
  INSERT INTO concerts (texts, age_rating, running_minutes, poster_id, opens_at, line_opens_at,
                        closes_at, max_seats, orphan_rule, cancellation_fees, hold_seconds,
                        offer_seconds, capacity, rate_per_minute, session_seconds, claim_seconds, grace_seconds,
                        verified_email)
  SELECT texts, age_rating, running_minutes, poster_id, opens_at + shift.days,
         line_opens_at + shift.days, closes_at + shift.days, max_seats, orphan_rule,
         cancellation_fees, hold_seconds, offer_seconds, capacity, rate_per_minute,
         session_seconds, claim_seconds, grace_seconds, verified_email
  FROM concerts CROSS JOIN (SELECT make_interval(hours => 24 * $2::int) AS days) shift
  WHERE id = $1::int
  RETURNING id
), performance AS (
  INSERT INTO performances (concert_id, starts_at, ends_at)
  SELECT copied.id, starts_at + shift.days, ends_at + shift.days
  FROM performances CROSS JOIN copied
  CROSS JOIN (SELECT make_interval(hours => 24 * $2::int) AS days) shift
  WHERE concert_id = $1::int AND cancelled_at IS NULL
  RETURNING id, starts_at
)
SELECT id, coalesce((SELECT array_agg(id ORDER BY starts_at) FROM performance), '{}')
             AS performances
FROM copied
