-- Notices in time. A cause writes a notice event in its own transaction. A job writes the mails and
-- pushes of an event by its person's choice, and other jobs send them.

-- Language of the person's latest choice of notices, follow or subscription; NULL if unknown.
ALTER TABLE users ADD COLUMN language TEXT,
  ADD CONSTRAINT users_language_form CHECK (language ~ '^[a-z]{2}$');

-- Channels by stage. A person without a row has the defaults of server/notice/choices.schema.ts.
CREATE TABLE notice_choices (
  user_id  UUID NOT NULL,
  channels JSONB NOT NULL,
  CONSTRAINT notice_choices_pkey PRIMARY KEY (user_id),
  CONSTRAINT notice_choices_channels_object CHECK (jsonb_typeof(channels) = 'object'),
  CONSTRAINT notice_choices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

-- Concerts of whose opening a person wants to know.
CREATE TABLE follows (
  user_id     UUID NOT NULL,
  concert_id  INTEGER NOT NULL,
  followed_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT follows_pkey PRIMARY KEY (user_id, concert_id),
  CONSTRAINT follows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT follows_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX follows_concert_id_idx ON follows (concert_id);

-- Browsers that receive pushes. An endpoint belongs to the person who used the browser last.
CREATE TABLE push_subscriptions (
  id         SERIAL NOT NULL,
  user_id    UUID NOT NULL,
  endpoint   TEXT NOT NULL,
  p256dh     TEXT NOT NULL,
  auth       TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id),
  CONSTRAINT push_subscriptions_endpoint_length CHECK (length(endpoint) BETWEEN 8 AND 1024),
  CONSTRAINT push_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX push_subscriptions_endpoint_key ON push_subscriptions (endpoint);
CREATE INDEX push_subscriptions_user_id_idx ON push_subscriptions (user_id);

-- A reason to tell one person something. The unique key makes one event of each stage, although all
-- instances look for events.
CREATE TABLE notice_events (
  id             UUID NOT NULL DEFAULT gen_random_uuid(),
  user_id        UUID NOT NULL,
  -- Text of the message, such as TURN or DATE_MOVED.
  kind           TEXT NOT NULL,
  cause          TEXT NOT NULL,
  concert_id     INTEGER,
  performance_id INTEGER,
  reservation_id INTEGER,
  data           JSONB NOT NULL DEFAULT '{}',
  created_at     TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  -- End of the message's use. Nothing sends it afterwards.
  expires_at     TIMESTAMPTZ(3) NOT NULL,
  -- Time at which the job wrote the event's mails and pushes, with the facts of their texts.
  planned_at     TIMESTAMPTZ(3),
  facts          JSONB,
  CONSTRAINT notice_events_pkey PRIMARY KEY (id),
  CONSTRAINT notice_events_cause_length CHECK (length(cause) BETWEEN 1 AND 100),
  CONSTRAINT notice_events_data_object CHECK (jsonb_typeof(data) = 'object'),
  CONSTRAINT notice_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX notice_events_user_id_kind_cause_key ON notice_events (user_id, kind, cause);
CREATE INDEX notice_events_created_at_idx ON notice_events (created_at);
CREATE INDEX notice_events_unplanned ON notice_events (created_at) WHERE planned_at IS NULL;

-- Outbox of pushes: one row per event and browser.
CREATE TABLE pushes (
  event_id        UUID NOT NULL,
  subscription_id INTEGER NOT NULL,
  -- Time of the next attempt, and during an attempt the end of its lease.
  due_at          TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  attempts        SMALLINT NOT NULL DEFAULT 0,
  -- Code of the last failure.
  error           TEXT,
  sent_at         TIMESTAMPTZ(3),
  failed_at       TIMESTAMPTZ(3),
  CONSTRAINT pushes_pkey PRIMARY KEY (event_id, subscription_id),
  CONSTRAINT pushes_one_end CHECK (num_nonnulls(sent_at, failed_at) <= 1),
  CONSTRAINT pushes_attempts_range CHECK (attempts BETWEEN 0 AND 12),
  CONSTRAINT pushes_error_length CHECK (length(error) BETWEEN 1 AND 100),
  CONSTRAINT pushes_event_id_fkey FOREIGN KEY (event_id) REFERENCES notice_events (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT pushes_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES push_subscriptions (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX pushes_subscription_id_idx ON pushes (subscription_id);
CREATE INDEX pushes_due ON pushes (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;

-- Rounds of messages to many people, such as the reminder of a date. Each is made once.
CREATE TABLE notice_rounds (
  kind  TEXT NOT NULL,
  cause TEXT NOT NULL,
  at    TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT notice_rounds_pkey PRIMARY KEY (kind, cause)
);

-- A mail about an event has the facts of its text.
ALTER TYPE "MailKind" ADD VALUE 'NOTICE';
ALTER TABLE mails ADD COLUMN facts JSONB;

-- The contract's stage of a kind, which decides about the person's choice. NULL for a kind that the
-- person gets by another event or mail, or on the page.
CREATE FUNCTION notice_stage(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind
    WHEN 'TURN' THEN 'turn' WHEN 'QUEUE_REMOVED' THEN 'turn' WHEN 'GUEST_ADMITTED' THEN 'turn'
    WHEN 'SOON' THEN 'soon'
    WHEN 'OFFER' THEN 'offer'
    WHEN 'HOLD_ENDS' THEN 'hold' WHEN 'HOLD_RELEASED' THEN 'hold'
    WHEN 'DATE_MOVED' THEN 'change' WHEN 'DATE_CANCELLED' THEN 'change'
    WHEN 'CONCERT_CANCELLED' THEN 'change' WHEN 'TICKET_VOIDED' THEN 'change'
    WHEN 'BOOKED' THEN 'booking' WHEN 'REFUNDED' THEN 'booking'
    WHEN 'GIFT_OFFERED' THEN 'gift' WHEN 'GIFT_WITHDRAWN' THEN 'gift'
    WHEN 'GIFT_ACCEPTED' THEN 'gift' WHEN 'GIFT_DECLINED' THEN 'gift'
    WHEN 'REMINDER' THEN 'reminder'
    WHEN 'OPEN' THEN 'open'
  END
$$;

-- True if a person may get messages of a stage. Rejects the crowd of a queue before it writes rows:
-- by default, a turn sends pushes only.
CREATE FUNCTION wants_in_queue(person uuid, stage text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM push_subscriptions WHERE user_id = person)
      OR EXISTS (SELECT FROM notice_choices WHERE user_id = person AND channels -> stage ? 'EMAIL')
$$;

-- Writes the event of a notice. A change counts until its show, an offer until the end of its hold,
-- and other notices for an hour. So a notice from before this migration is sent if its show is ahead.
CREATE FUNCTION announce_notice(n notices) RETURNS void LANGUAGE sql AS $$
  INSERT INTO notice_events
    (user_id, kind, cause, concert_id, performance_id, reservation_id, data, expires_at)
  SELECT n.user_id, n.kind::text, n.change, n.concert_id, shown.id, n.reservation_id, n.data, until
  FROM (SELECT notice_stage(n.kind::text) AS stage) s
  LEFT JOIN reservations r ON r.id = n.reservation_id
  LEFT JOIN LATERAL (
    SELECT p.id, p.starts_at FROM performances p
    WHERE p.id = coalesce(n.performance_id, r.performance_id)
  ) shown ON true
  CROSS JOIN LATERAL (
    SELECT CASE s.stage
      WHEN 'change' THEN coalesce(shown.starts_at,
        (SELECT max(starts_at) FROM performances WHERE concert_id = n.concert_id))
      WHEN 'offer' THEN r.held_until
      WHEN 'gift' THEN n.created_at + interval '72 hours'
      ELSE n.created_at + interval '1 hour'
    END AS until
  ) ends
  WHERE s.stage IS NOT NULL AND until > clock_timestamp()
  ON CONFLICT (user_id, kind, cause) DO NOTHING
$$;
CREATE FUNCTION announce_new_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM announce_notice(NEW);
  RETURN NULL;
END $$;
CREATE TRIGGER notices_announced AFTER INSERT ON notices FOR EACH ROW EXECUTE FUNCTION announce_new_notice();
SELECT announce_notice(n) FROM notices n;

-- A booking and a refund cannot commit without their events.
CREATE FUNCTION announce_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notice_events
    (user_id, kind, cause, concert_id, performance_id, reservation_id, data, expires_at)
  SELECT r.user_id, 'BOOKED', NEW.id::text, r.concert_id, r.performance_id, r.id,
         jsonb_build_object('amountKrw', NEW.amount_krw, 'seats', to_jsonb(r.seats)),
         clock_timestamp() + interval '3 days'
  FROM reservations r WHERE r.id = NEW.reservation_id
  ON CONFLICT (user_id, kind, cause) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER payments_announced AFTER INSERT ON payments FOR EACH ROW EXECUTE FUNCTION announce_payment();

CREATE FUNCTION announce_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notice_events
    (user_id, kind, cause, concert_id, performance_id, reservation_id, data, expires_at)
  SELECT r.user_id, 'REFUNDED', NEW.id::text, r.concert_id, r.performance_id, r.id,
         jsonb_strip_nulls(jsonb_build_object(
           'amountKrw', NEW.amount_krw, 'feeKrw', NEW.fee_krw, 'seats', to_jsonb(NEW.seats),
           'reason', CASE WHEN NEW.by_user_id <> r.user_id THEN NEW.reason END)),
         clock_timestamp() + interval '3 days'
  FROM payments y JOIN reservations r ON r.id = y.reservation_id WHERE y.id = NEW.payment_id
  ON CONFLICT (user_id, kind, cause) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER refunds_announced AFTER INSERT ON refunds FOR EACH ROW EXECUTE FUNCTION announce_refund();

-- A turn. Staff's notice tells a guest. The claim time ends the use of the message.
CREATE FUNCTION announce_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notice_events (user_id, kind, cause, concert_id, data, expires_at)
  SELECT NEW.user_id, 'TURN', NEW.concert_id || '-' || NEW.number, NEW.concert_id,
         jsonb_build_object('until', ends.at), ends.at
  FROM concerts c CROSS JOIN policy_defaults d CROSS JOIN LATERAL (
    SELECT least(NEW.until, NEW.admitted_at
                 + coalesce(c.claim_seconds, d.claim_seconds) * interval '1 second') AS at
  ) ends
  WHERE c.id = NEW.concert_id AND ends.at > clock_timestamp()
    AND wants_in_queue(NEW.user_id, 'turn')
  ON CONFLICT (user_id, kind, cause) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER turns_announced AFTER INSERT ON turns
  FOR EACH ROW WHEN (NOT NEW.guest) EXECUTE FUNCTION announce_turn();
CREATE TRIGGER later_turns_announced AFTER UPDATE ON turns
  FOR EACH ROW WHEN (NOT NEW.guest AND OLD.number < NEW.number) EXECUTE FUNCTION announce_turn();
