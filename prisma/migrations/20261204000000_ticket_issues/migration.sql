-- A ticket's code names its issue, which rises with each new code of that ticket: a door that knows which issues are void tells a
-- refunded ticket from the one that was sold afterwards. Codes that name none are issue 1.
ALTER TABLE tickets ADD COLUMN issue INTEGER NOT NULL DEFAULT 1, ADD CONSTRAINT tickets_issue CHECK (issue >= 1);

-- The list of void codes reads these and no others. A payment writes nothing here: its tickets are valid and of issue 1.
CREATE INDEX tickets_void_codes ON tickets (performance_id, id) WHERE voided_at IS NOT NULL OR issue > 1;

-- A show that moves makes all that was told of it old, whoever moves it. Calendars take an entry of a higher revision for the newer one.
ALTER TABLE performances ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
CREATE FUNCTION raise_show_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER performances_raise_revision BEFORE UPDATE OF starts_at, ends_at ON performances FOR EACH ROW
  WHEN ((NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.starts_at, OLD.ends_at)) EXECUTE FUNCTION raise_show_revision();

-- A code says when the show starts, so its tickets get new ones. The seats are locked first: a payment that is selling one commits its
-- tickets before they are looked for, and no issue has two codes. Seats come before tickets in a refund, too.
CREATE FUNCTION reissue_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM seats WHERE performance_id = NEW.id ORDER BY number FOR UPDATE;
  UPDATE tickets SET issue = issue + 1
  WHERE id IN (SELECT id FROM tickets WHERE performance_id = NEW.id AND voided_at IS NULL ORDER BY id FOR UPDATE);
  RETURN NULL;
END $$;
CREATE TRIGGER performances_reissue_tickets AFTER UPDATE OF starts_at ON performances FOR EACH ROW
  WHEN (NEW.starts_at IS DISTINCT FROM OLD.starts_at) EXECUTE FUNCTION reissue_tickets();

-- The start to which a refund's days were counted: a show may move afterwards. Null for refunds that recorded none.
ALTER TABLE refunds ADD COLUMN counted_to TIMESTAMPTZ(3);

-- Names this installation in what leaves it, such as the ids of calendar entries. A restored copy keeps it.
ALTER TABLE instance_settings ADD COLUMN installation_id UUID NOT NULL DEFAULT gen_random_uuid();
