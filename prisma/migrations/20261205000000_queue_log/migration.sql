-- Redis logs admissions and ended places with dense events. The head is the position up to which
-- PostgreSQL has them. The transaction that records the entries moves the head.
CREATE TABLE log_heads (
  concert_id INTEGER NOT NULL,
  epoch      INTEGER NOT NULL CHECK (epoch > 0),
  event      INTEGER NOT NULL DEFAULT 0 CHECK (event >= 0),
  CONSTRAINT log_heads_pkey PRIMARY KEY (concert_id),
  CONSTRAINT log_heads_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO log_heads (concert_id, epoch) SELECT id, queue_epoch FROM concerts WHERE queue_epoch > 1;
-- A head never goes back: an entry that it covers may no longer exist in Redis.
CREATE FUNCTION refuse_earlier_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the head of a log never goes back' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER log_heads_advance BEFORE UPDATE ON log_heads FOR EACH ROW
  WHEN ((NEW.epoch, NEW.event) < (OLD.epoch, OLD.event)) EXECUTE FUNCTION refuse_earlier_head();
ALTER TYPE "OutboxKind" ADD VALUE 'HOLD_ENDED';
