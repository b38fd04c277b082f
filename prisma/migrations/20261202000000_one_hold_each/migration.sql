-- One live hold per person and concert, in the schema again: a reservation is HELD exactly if its buyer's row points at it, which is
-- one at most. The unique index that once said so was written to by every hold and every payment, and shared its pages between people
-- who had nothing to do with each other. This is judged at COMMIT, when both rows stand as they will, and reads only rows that the
-- transaction has come by itself.

-- From the reservation's side: who is HELD is pointed at, and who no longer is, is not.
CREATE FUNCTION held_is_pointed_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.status = 'HELD') = EXISTS (
    SELECT FROM buyers WHERE user_id = NEW.user_id AND concert_id = NEW.concert_id AND held_reservation_id = NEW.id)
  THEN
    RETURN NULL;
  END IF;
  -- Unless the same transaction has changed it again: then that change is judged.
  IF EXISTS (SELECT FROM reservations WHERE id = NEW.id AND status = NEW.status) THEN
    RAISE EXCEPTION 'reservation % is %, and its buyer''s row says otherwise', NEW.id, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reservations_held_is_pointed_at';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reservations_held_is_pointed_at AFTER INSERT OR UPDATE OF status ON reservations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION held_is_pointed_at();

-- From the buyer's side: what the row points at is HELD and theirs, and what it no longer points at is not HELD.
CREATE FUNCTION pointed_at_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held integer;
BEGIN
  IF NEW.held_reservation_id IS NOT DISTINCT FROM OLD.held_reservation_id THEN
    RETURN NULL;
  END IF;
  SELECT held_reservation_id INTO held FROM buyers WHERE user_id = NEW.user_id AND concert_id = NEW.concert_id;
  IF held IS NOT NULL AND NOT EXISTS (
       SELECT FROM reservations
       WHERE id = held AND user_id = NEW.user_id AND concert_id = NEW.concert_id AND status = 'HELD')
     OR OLD.held_reservation_id IS NOT NULL AND EXISTS (
       SELECT FROM reservations WHERE id = OLD.held_reservation_id AND id IS DISTINCT FROM held AND status = 'HELD')
  THEN
    RAISE EXCEPTION 'buyer % of concert % had hold % and has %, and the reservations say otherwise',
                    NEW.user_id, NEW.concert_id, OLD.held_reservation_id, held
      USING ERRCODE = 'check_violation', CONSTRAINT = 'buyers_pointed_at_is_held';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER buyers_pointed_at_is_held AFTER INSERT OR UPDATE OF held_reservation_id ON buyers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pointed_at_is_held();

-- A hold that counts as swept would never be closed.
ALTER TABLE reservations ADD CONSTRAINT reservations_swept_is_over CHECK (NOT (swept AND status = 'HELD'));
