-- Staff cancel a date, or a concert with its remaining dates. Its payments are refunded in batches
-- that any instance continues, so each cancelled date has a row with its remaining work.
ALTER TYPE "Operation" ADD VALUE 'CANCEL_CONCERT';
ALTER TYPE "Operation" ADD VALUE 'CANCEL_PERFORMANCE';
CREATE TABLE cancellations (
  performance_id INTEGER NOT NULL,
  by_user_id     UUID NOT NULL,
  reason         TEXT NOT NULL,
  of_concert     BOOLEAN NOT NULL,
  payments       INTEGER NOT NULL,
  -- Begins the idempotency keys of the refunds. No client can guess it, so no other call uses them.
  refund_key     UUID NOT NULL DEFAULT gen_random_uuid(),
  at             TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  claimed_until  TIMESTAMPTZ(3),
  finished_at    TIMESTAMPTZ(3),
  CONSTRAINT cancellations_pkey PRIMARY KEY (performance_id),
  CONSTRAINT cancellations_reason_length CHECK (length(reason) BETWEEN 1 AND 500),
  CONSTRAINT cancellations_payments_range CHECK (payments BETWEEN 0 AND 50),
  CONSTRAINT cancellations_finished_unclaimed CHECK (finished_at IS NULL OR claimed_until IS NULL),
  CONSTRAINT cancellations_performance_id_fkey FOREIGN KEY (performance_id) REFERENCES performances (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT cancellations_by_user_id_fkey FOREIGN KEY (by_user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX cancellations_due ON cancellations (claimed_until) WHERE finished_at IS NULL;

-- A concert without a date has nothing to sell, even if its own closing is later. A cancelled one
-- closes at its cancellation, so that its queue still ticks and records the ends of its places.
CREATE OR REPLACE FUNCTION concert_times(concert_id integer)
RETURNS TABLE (first_start timestamptz, closes_at timestamptz, last_end timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(shows.first_start, c.opens_at),
         least(CASE WHEN shows.last_start IS NULL THEN coalesce(c.ended_at, c.opens_at)
                    ELSE coalesce(c.closes_at, shows.last_start) END, c.ended_at),
         coalesce(shows.last_end, c.opens_at)
  FROM concerts c CROSS JOIN LATERAL (
    SELECT min(starts_at) AS first_start, max(starts_at) AS last_start, max(ends_at) AS last_end
    FROM performances p WHERE p.concert_id = c.id AND cancelled_at IS NULL
  ) shows
  WHERE c.id = concert_times.concert_id
$$;

-- What staff did to a person's hold, ticket, payment or place. A later job sends the rows. A row names
-- dates and reservations without a foreign key, because staff can remove an unused date.
CREATE TYPE "NoticeKind" AS ENUM ('HOLD_RELEASED', 'TICKET_VOIDED', 'QUEUE_REMOVED', 'GUEST_ADMITTED', 'SEATS_REFUNDED', 'DATE_MOVED', 'DATE_CANCELLED', 'CONCERT_CANCELLED');
CREATE TABLE notices (
  id             SERIAL NOT NULL,
  user_id        UUID NOT NULL,
  kind           "NoticeKind" NOT NULL,
  -- Identifies the change, so that a repeated call adds no row.
  change         TEXT NOT NULL,
  concert_id     INTEGER NOT NULL,
  performance_id INTEGER,
  reservation_id INTEGER,
  data           JSONB NOT NULL,
  created_at     TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT notices_pkey PRIMARY KEY (id),
  CONSTRAINT notices_data_object CHECK (jsonb_typeof(data) = 'object'),
  CONSTRAINT notices_change_length CHECK (length(change) BETWEEN 1 AND 100),
  CONSTRAINT notices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT notices_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX notices_user_id_kind_change_key ON notices (user_id, kind, change);
CREATE TRIGGER notices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notices FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
