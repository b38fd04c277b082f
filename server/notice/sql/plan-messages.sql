-- Plans new events: writes the facts of their texts, a mail, and a push per browser, by the channels
-- that the person chose for the stage. A subscription from before the latest reset of the password
-- gets nothing, because another user could have made it. Skips rows that another instance plans at this
-- moment.
-- Parameters: $1 maximum number of events, $2 default channels (object by stage), $3 default
-- language, $4 true to write mails, $5 true to write pushes.
-- Returns {count} of planned events.
WITH claimed AS MATERIALIZED (
  SELECT * FROM notice_events WHERE planned_at IS NULL
  ORDER BY created_at LIMIT $1::int FOR UPDATE SKIP LOCKED
), facts AS MATERIALIZED (
  SELECT e.id, e.user_id, e.expires_at, u.email, u.credentials_changed_at,
         coalesce(u.language, $3::text) AS language,
         coalesce(n.channels -> notice_stage(e.kind), $2::jsonb -> notice_stage(e.kind)) AS channels,
         jsonb_strip_nulls(jsonb_build_object(
           'kind', e.kind, 'concertId', e.concert_id, 'title', c.texts -> 'title',
           'venue', c.texts -> 'venue', 'opensAt', c.opens_at, 'startsAt', p.starts_at,
           'reservationId', r.id, 'seats', to_jsonb(r.seats), 'heldUntil', r.held_until) || e.data)
           AS facts
  FROM claimed e
  JOIN users u ON u.id = e.user_id
  LEFT JOIN notice_choices n ON n.user_id = e.user_id
  LEFT JOIN concerts c ON c.id = e.concert_id
  LEFT JOIN reservations r ON r.id = e.reservation_id
  LEFT JOIN performances p ON p.id = coalesce(e.performance_id, r.performance_id)
), mailed AS (
  INSERT INTO mails (kind, cause, user_id, address, language, facts, created_at, due_at, expires_at)
  SELECT 'NOTICE', id::text, user_id, email, language, facts, clock_timestamp(), clock_timestamp(),
         expires_at
  FROM facts WHERE $4::boolean AND channels ? 'EMAIL'
  ON CONFLICT (kind, cause) DO NOTHING
), pushed AS (
  INSERT INTO pushes (event_id, subscription_id)
  SELECT facts.id, s.id FROM facts JOIN push_subscriptions s ON s.user_id = facts.user_id
  WHERE $5::boolean AND channels ? 'PUSH'
    AND s.created_at > coalesce(facts.credentials_changed_at, '-infinity')
  ON CONFLICT (event_id, subscription_id) DO NOTHING
), planned AS (
  UPDATE notice_events e SET planned_at = clock_timestamp(), facts = facts.facts
  FROM facts WHERE e.id = facts.id
  RETURNING e.id
)
SELECT count(*)::int AS count FROM planned
