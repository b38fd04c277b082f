-- Staff type a ticket's short code at the door if no camera reads its QR code: 50 random bits in
-- Crockford's base32. The bits come from a UUID's bytes, except bytes 6 and 8, which have fixed bits.
CREATE FUNCTION random_short_code() RETURNS text LANGUAGE sql VOLATILE AS $$
  WITH random AS MATERIALIZED (SELECT uuid_send(gen_random_uuid()) AS bytes)
  SELECT string_agg(
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, at) & 31) + 1, 1), '')
  FROM random, unnest(ARRAY[0, 1, 2, 3, 4, 5, 7, 9, 10, 11]) AS at
$$;

-- A code stays in this table after its ticket has a newer one, so that the door knows it as void and
-- no other ticket ever gets it.
CREATE TABLE ticket_codes (
  ticket_id  INTEGER NOT NULL,
  issue      INTEGER NOT NULL,
  short_code TEXT NOT NULL,
  CONSTRAINT ticket_codes_pkey PRIMARY KEY (ticket_id, issue),
  CONSTRAINT ticket_codes_issue CHECK (issue >= 1),
  CONSTRAINT ticket_codes_form CHECK (short_code ~ '^[0-9A-HJKMNP-TV-Z]{10}$'),
  -- Deferred like the other keys of a payment (20261201000000_late_foreign_keys).
  CONSTRAINT ticket_codes_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets (id)
    ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX ticket_codes_short_code_key ON ticket_codes (short_code);

-- Writes the short code of a ticket's issue. A code that another ticket has is drawn again.
CREATE FUNCTION give_short_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOOP
    INSERT INTO ticket_codes (ticket_id, issue, short_code)
    VALUES (NEW.id, NEW.issue, random_short_code())
    ON CONFLICT (short_code) DO NOTHING;
    EXIT WHEN FOUND;
  END LOOP;
  RETURN NULL;
END $$;
INSERT INTO ticket_codes (ticket_id, issue, short_code)
SELECT id, nth, random_short_code() FROM tickets, generate_series(1, issue) AS nth;
CREATE TRIGGER tickets_first_short_code AFTER INSERT ON tickets FOR EACH ROW
  EXECUTE FUNCTION give_short_code();
CREATE TRIGGER tickets_next_short_code AFTER UPDATE OF issue ON tickets FOR EACH ROW
  WHEN (NEW.issue IS DISTINCT FROM OLD.issue) EXECUTE FUNCTION give_short_code();

-- One row per scan at a door, with its answer, which a repeated scan gets again. A VALID scan uses
-- its ticket's issue until staff undo it; a USED scan names the use that it found.
CREATE TYPE "DoorState" AS ENUM ('VALID', 'USED', 'VOID', 'WRONG_SHOW', 'UNKNOWN');
CREATE TABLE door_scans (
  id             SERIAL NOT NULL,
  performance_id INTEGER NOT NULL,
  device_id      TEXT NOT NULL,
  scan_id        TEXT NOT NULL,
  by_user_id     UUID NOT NULL,
  state          "DoorState" NOT NULL,
  ticket_id      INTEGER,
  issue          INTEGER,
  used_at        TIMESTAMPTZ(3),
  use_id         INTEGER,
  recorded_at    TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  undone_at      TIMESTAMPTZ(3),
  undone_by_id   UUID,
  undo_reason    TEXT,
  CONSTRAINT door_scans_pkey PRIMARY KEY (id),
  CONSTRAINT door_scans_ids_form CHECK (
    device_id ~ '^[A-Za-z0-9_-]{8,64}$' AND scan_id ~ '^[A-Za-z0-9_-]{8,64}$'),
  CONSTRAINT door_scans_fields_of_state CHECK (
    (ticket_id IS NULL) = (state = 'UNKNOWN') AND (issue IS NULL) = (ticket_id IS NULL)
    AND (used_at IS NOT NULL) = (state = 'VALID') AND (use_id IS NOT NULL) = (state = 'USED')),
  CONSTRAINT door_scans_undo CHECK (
    num_nonnulls(undone_at, undone_by_id, undo_reason) IN (0, 3)
    AND (undone_at IS NULL OR (state = 'VALID' AND length(undo_reason) BETWEEN 1 AND 500))),
  CONSTRAINT door_scans_performance_id_fkey FOREIGN KEY (performance_id)
    REFERENCES performances (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT door_scans_by_user_id_fkey FOREIGN KEY (by_user_id)
    REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT door_scans_undone_by_id_fkey FOREIGN KEY (undone_by_id)
    REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT door_scans_ticket_id_issue_fkey FOREIGN KEY (ticket_id, issue)
    REFERENCES ticket_codes (ticket_id, issue) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT door_scans_use_id_fkey FOREIGN KEY (use_id)
    REFERENCES door_scans (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- A device names its scans, so two devices may choose the same name.
CREATE UNIQUE INDEX door_scans_performance_id_device_id_scan_id_key
  ON door_scans (performance_id, device_id, scan_id);
-- Of two scans of one ticket, this index lets only one be VALID.
CREATE UNIQUE INDEX door_scans_one_use ON door_scans (ticket_id, issue)
  WHERE state = 'VALID' AND undone_at IS NULL;
-- Counts the arrivals of a performance, and those of the last minute.
CREATE INDEX door_scans_arrivals ON door_scans (performance_id, used_at)
  WHERE state = 'VALID' AND undone_at IS NULL;
