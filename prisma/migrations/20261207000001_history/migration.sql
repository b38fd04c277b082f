-- A drain counts what the log states, exactly once, because the head of the log moves in the same
-- statement. An admission and a no-show are in no other table for ever: `turns` has only the latest
-- admission of each user. Element n of `waits` counts the users whose wait fell into bucket n
-- (server/queue/wait-buckets.ts).
ALTER TABLE log_heads
  ADD COLUMN admissions INTEGER NOT NULL DEFAULT 0 CONSTRAINT log_heads_admissions CHECK (admissions >= 0),
  ADD COLUMN no_shows INTEGER NOT NULL DEFAULT 0 CONSTRAINT log_heads_no_shows CHECK (no_shows >= 0),
  ADD COLUMN waits INTEGER[] NOT NULL DEFAULT '{}';

-- A concert's totals at the end of a minute or an hour. Totals lose nothing if a row is missing:
-- the next row includes what happened meanwhile. The key lets only one instance write a minute.
CREATE TABLE history_minutes (
  concert_id  INTEGER        NOT NULL,
  at          TIMESTAMPTZ(3) NOT NULL,
  waiting     INTEGER        NOT NULL,
  active      INTEGER        NOT NULL,
  capacity    INTEGER        NOT NULL,
  epoch       INTEGER        NOT NULL,
  issued      INTEGER        NOT NULL,
  joins       INTEGER        NOT NULL,
  admissions  INTEGER        NOT NULL,
  completions INTEGER        NOT NULL,
  no_shows    INTEGER        NOT NULL,
  waits       INTEGER[]      NOT NULL,
  held        INTEGER        NOT NULL,
  sold        INTEGER        NOT NULL,
  revenue_krw BIGINT         NOT NULL,
  CONSTRAINT history_minutes_pkey PRIMARY KEY (concert_id, at),
  CONSTRAINT history_minutes_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT history_minutes_at CHECK (extract(epoch FROM at) % 60 = 0),
  CONSTRAINT history_minutes_counts CHECK (least(waiting, active, capacity, epoch, issued, joins, admissions, completions, no_shows, held, sold) >= 0)
);
-- The rows are in the order of time, so the smallest kind of index finds the rows to delete.
CREATE INDEX history_minutes_at_idx ON history_minutes USING BRIN (at);
CREATE TABLE history_hours (
  concert_id  INTEGER        NOT NULL,
  at          TIMESTAMPTZ(3) NOT NULL,
  minutes     INTEGER        NOT NULL,
  waiting_sum INTEGER        NOT NULL,
  active_sum  INTEGER        NOT NULL,
  capacity    INTEGER        NOT NULL,
  epoch       INTEGER        NOT NULL,
  issued      INTEGER        NOT NULL,
  joins       INTEGER        NOT NULL,
  admissions  INTEGER        NOT NULL,
  completions INTEGER        NOT NULL,
  no_shows    INTEGER        NOT NULL,
  waits       INTEGER[]      NOT NULL,
  held        INTEGER        NOT NULL,
  sold        INTEGER        NOT NULL,
  revenue_krw BIGINT         NOT NULL,
  CONSTRAINT history_hours_pkey PRIMARY KEY (concert_id, at),
  CONSTRAINT history_hours_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT history_hours_at CHECK (extract(epoch FROM at) % 3600 = 0),
  CONSTRAINT history_hours_minutes CHECK (minutes BETWEEN 1 AND 60),
  CONSTRAINT history_hours_counts CHECK (least(waiting_sum, active_sum, capacity, epoch, issued, joins, admissions, completions, no_shows, held, sold) >= 0)
);

-- The live stream reads closed holds in the order of their end. Neither a hold nor a payment writes
-- to this index.
CREATE INDEX reservations_closed ON reservations (concert_id, closed_at) WHERE closed_at IS NOT NULL;
