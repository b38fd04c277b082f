-- Claims due pushes, the longest due first, and counts the attempt. The claim lasts $2 seconds: if the
-- instance dies, another one sends the push again. Skips rows that another instance claims at this
-- moment.
-- Parameters: $1 maximum number of pushes, $2 lease in seconds.
-- Returns {eventId, subscriptionId, endpoint, p256dh, auth, language|null, facts, secondsLeft,
-- attempts}.
UPDATE pushes p SET
  due_at = clock_timestamp() + $2::int * interval '1 second',
  attempts = p.attempts + 1
FROM (
  SELECT event_id, subscription_id FROM pushes
  WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= clock_timestamp()
  ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED
) due
JOIN notice_events e ON e.id = due.event_id
JOIN push_subscriptions s ON s.id = due.subscription_id
JOIN users u ON u.id = s.user_id
WHERE p.event_id = due.event_id AND p.subscription_id = due.subscription_id
RETURNING p.event_id::text AS "eventId", p.subscription_id AS "subscriptionId", s.endpoint, s.p256dh,
          s.auth, u.language, e.facts, p.attempts::int,
          ceil(extract(epoch FROM e.expires_at - clock_timestamp()))::int AS "secondsLeft"
