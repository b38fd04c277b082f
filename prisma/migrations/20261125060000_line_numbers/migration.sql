-- The numbers of a line, reserved here before any of them is given: whatever the line's store forgets, none is given twice, and the
-- order of arrival is the order of numbers, over all epochs.
CREATE TABLE queue_epochs (
  concert_id   INTEGER NOT NULL,
  epoch        INTEGER NOT NULL CHECK (epoch > 0),
  base         INTEGER NOT NULL CHECK (base >= 0),
  reserved     INTEGER NOT NULL CHECK (reserved >= base),
  reservations INTEGER NOT NULL DEFAULT 0 CHECK (reservations >= 0),
  idle         INTEGER NOT NULL CHECK (idle BETWEEN 0 AND reserved),
  CONSTRAINT queue_epochs_pkey PRIMARY KEY (concert_id, epoch),
  CONSTRAINT queue_epochs_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

-- An epoch begins above every number of those before it, and their numbers are settled from then on.
CREATE FUNCTION keep_numbers_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM queue_epochs WHERE concert_id = NEW.concert_id AND epoch <> NEW.epoch
             AND (epoch > NEW.epoch OR reserved > NEW.base)) THEN
    RAISE EXCEPTION 'epoch % of line % would give numbers twice', NEW.epoch, NEW.concert_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER queue_epochs_numbers BEFORE INSERT OR UPDATE ON queue_epochs FOR EACH ROW EXECUTE FUNCTION keep_numbers_apart();

-- Lines from before numbers were reserved: nobody has had more of them than this.
INSERT INTO queue_epochs (concert_id, epoch, base, reserved, idle)
SELECT id, queue_epoch, 0, 1000000, 0 FROM concerts WHERE queue_epoch > 1;

-- Whose turn it has been said to be, written before it is said.
CREATE TABLE turns (
  concert_id  INTEGER NOT NULL,
  user_id     UUID NOT NULL,
  epoch       INTEGER NOT NULL CHECK (epoch > 0),
  number      INTEGER NOT NULL CHECK (number > 0),
  admitted_at TIMESTAMPTZ(3) NOT NULL,
  until       TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT turns_pkey PRIMARY KEY (concert_id, user_id),
  CONSTRAINT turns_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT turns_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX turns_concert_id_until_idx ON turns (concert_id, until);
