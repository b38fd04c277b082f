-- Seats that become free are offered to the concert's waitlist, in order, before general sale.

ALTER TYPE "NoticeKind" ADD VALUE 'OFFER';

-- Seconds in which a person accepts an offer; null means the default hold time.
ALTER TABLE concerts
  ADD COLUMN offer_seconds INTEGER,
  ADD CONSTRAINT concerts_offer_seconds_range CHECK (offer_seconds BETWEEN 1 AND 86400);

-- One row per concert with a waitlist. Each change of its wishes, and each round of offers, writes
-- the row first. So wishes join in the order of their numbers, and one instance makes offers.
CREATE TABLE waitlists (
  concert_id  INTEGER NOT NULL,
  last_number INTEGER NOT NULL DEFAULT 0,
  revision    INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT waitlists_pkey PRIMARY KEY (concert_id),
  CONSTRAINT waitlists_last_number CHECK (last_number >= 0),
  CONSTRAINT waitlists_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TYPE "WishStatus" AS ENUM ('WAITING', 'OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'LEFT', 'ENDED');
CREATE TABLE wishes (
  id              SERIAL NOT NULL,
  concert_id      INTEGER NOT NULL,
  user_id         UUID NOT NULL,
  number          INTEGER NOT NULL,
  status          "WishStatus" NOT NULL DEFAULT 'WAITING',
  -- Null means any date or any grade of the concert.
  performances    INTEGER[],
  grades          TEXT[],
  party           SMALLINT NOT NULL,
  together        BOOLEAN NOT NULL,
  price_max_krw   BIGINT,
  -- Only seats that become free after this instant are offered.
  made_at         TIMESTAMPTZ(3) NOT NULL,
  -- Times that the wish was passed over because too few seats were free.
  passed_over     SMALLINT NOT NULL DEFAULT 0,
  -- Instant at which the newest seat became free that passed the wish over.
  considered_at   TIMESTAMPTZ(3),
  -- Date for which the wish collects seats.
  collects_at_id  INTEGER,
  collecting_since TIMESTAMPTZ(3),
  -- Reservation of the offer.
  reservation_id  INTEGER,
  ended_at        TIMESTAMPTZ(3),
  CONSTRAINT wishes_pkey PRIMARY KEY (id),
  CONSTRAINT wishes_number CHECK (number >= 1),
  CONSTRAINT wishes_dates CHECK (cardinality(performances) BETWEEN 1 AND 100 AND array_position(performances, NULL) IS NULL),
  CONSTRAINT wishes_grades CHECK (cardinality(grades) BETWEEN 1 AND 6 AND array_position(grades, NULL) IS NULL),
  CONSTRAINT wishes_party CHECK (party BETWEEN 1 AND 4),
  CONSTRAINT wishes_price_max CHECK (price_max_krw BETWEEN 0 AND 10000000),
  CONSTRAINT wishes_passed_over CHECK (passed_over >= 0),
  CONSTRAINT wishes_collecting CHECK (
    (collects_at_id IS NULL) = (collecting_since IS NULL) AND (collects_at_id IS NULL OR status = 'WAITING')),
  CONSTRAINT wishes_offer CHECK ((reservation_id IS NOT NULL) = (status IN ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED'))),
  CONSTRAINT wishes_ended CHECK ((ended_at IS NOT NULL) = (status NOT IN ('WAITING', 'OFFERED'))),
  CONSTRAINT wishes_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES waitlists (concert_id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT wishes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX wishes_concert_id_number_key ON wishes (concert_id, number);
CREATE UNIQUE INDEX wishes_one_per_person ON wishes (user_id, concert_id) WHERE status IN ('WAITING', 'OFFERED');
CREATE UNIQUE INDEX wishes_one_collects ON wishes (collects_at_id) WHERE collects_at_id IS NOT NULL;
CREATE UNIQUE INDEX wishes_reservation_id_key ON wishes (reservation_id);
CREATE INDEX wishes_waiting ON wishes (concert_id, number) WHERE status = 'WAITING';
CREATE INDEX wishes_user_id_idx ON wishes (user_id);

-- Why each wish got seats, and why it got none. Append-only.
CREATE TYPE "DecisionKind" AS ENUM ('JOINED', 'CHANGED', 'OFFERED', 'PASSED_OVER', 'COLLECTS', 'STOPS_COLLECTING', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'LEFT', 'ENDED');
CREATE TYPE "DecisionReason" AS ENUM ('HELD', 'TOO_FEW', 'TOO_LONG', 'STAFF', 'SALE_CLOSED', 'SEAT_LIMIT');
CREATE TABLE waitlist_decisions (
  id             SERIAL NOT NULL,
  wish_id        INTEGER NOT NULL,
  -- Number of the wish at that time.
  number         INTEGER NOT NULL,
  kind           "DecisionKind" NOT NULL,
  reason         "DecisionReason",
  performance_id INTEGER,
  seats          SMALLINT[] NOT NULL DEFAULT '{}',
  reservation_id INTEGER,
  -- Instants at which the oldest and the newest of the seats became free.
  freed_from     TIMESTAMPTZ(3),
  freed_to       TIMESTAMPTZ(3),
  at             TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT waitlist_decisions_pkey PRIMARY KEY (id),
  CONSTRAINT waitlist_decisions_reason CHECK (CASE kind
    WHEN 'PASSED_OVER' THEN reason IN ('HELD', 'TOO_FEW') WHEN 'STOPS_COLLECTING' THEN reason = 'TOO_LONG'
    WHEN 'ENDED' THEN reason IN ('SALE_CLOSED', 'SEAT_LIMIT')
    WHEN 'DECLINED' THEN reason IS NULL OR reason = 'STAFF' ELSE reason IS NULL END IS TRUE),
  CONSTRAINT waitlist_decisions_offer CHECK (
    (reservation_id IS NOT NULL) = (kind IN ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED'))),
  CONSTRAINT waitlist_decisions_freed CHECK (
    (freed_from IS NOT NULL) = (kind = 'OFFERED') AND (freed_to IS NOT NULL) = (kind IN ('OFFERED', 'PASSED_OVER'))
    AND freed_from <= freed_to IS NOT FALSE),
  CONSTRAINT waitlist_decisions_wish_id_fkey FOREIGN KEY (wish_id) REFERENCES wishes (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX waitlist_decisions_wish_id_idx ON waitlist_decisions (wish_id);
CREATE TRIGGER waitlist_decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON waitlist_decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

-- An offer is a HELD reservation without a place, and its payment has no place either.
ALTER TABLE reservations
  ADD COLUMN offer BOOLEAN NOT NULL DEFAULT false,
  ALTER COLUMN place_epoch DROP NOT NULL,
  ALTER COLUMN place_number DROP NOT NULL,
  ADD CONSTRAINT reservations_offer_without_place CHECK (offer = (place_epoch IS NULL) AND offer = (place_number IS NULL)),
  ADD CONSTRAINT reservations_offer_not_extended CHECK (NOT offer OR extensions = 0);
ALTER TABLE payments
  ALTER COLUMN place_epoch DROP NOT NULL,
  ALTER COLUMN place_number DROP NOT NULL,
  ADD CONSTRAINT payments_whole_place CHECK ((place_epoch IS NULL) = (place_number IS NULL));

-- A waited seat suits a waiting wish. If its hold lapses, the seat is not free until a job closes the
-- hold. If it becomes free, it is kept until a round of offers decides about it. So the hold of a
-- seat reads no other row.
ALTER TABLE seats
  ADD COLUMN waited BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN kept BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN freed_at TIMESTAMPTZ(3),
  ADD CONSTRAINT seats_kept_is_free CHECK (NOT kept OR (reservation_id IS NULL AND blocked_reason IS NULL AND freed_at IS NOT NULL));
CREATE INDEX seats_kept ON seats (performance_id) WHERE kept;
CREATE INDEX seats_waited ON seats (performance_id) WHERE waited;

-- True if a wish accepts the seat by its date, grade, price and kind.
CREATE FUNCTION suits(wish wishes, seat seats) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT seat.kind IN ('STANDARD', 'RESTRICTED')
     AND (wish.performances IS NULL OR seat.performance_id = ANY (wish.performances))
     AND (wish.grades IS NULL OR seat.grade = ANY (wish.grades))
     AND (wish.price_max_krw IS NULL OR seat.price_krw <= wish.price_max_krw)
$$;

-- Every way in which a seat becomes free passes here, so a new way cannot miss the waitlist. A lapsed
-- hold freed its seat when it lapsed.
CREATE FUNCTION keep_freed_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.freed_at := least(OLD.held_until, clock_timestamp());
  NEW.kept := NEW.waited;
  -- A wish writes this row and reads the seat. So under SERIALIZABLE the wish is made either before
  -- the seat becomes free or after.
  IF NEW.waited THEN
    PERFORM FROM waitlists l JOIN performances p ON p.concert_id = l.concert_id
    WHERE p.id = NEW.performance_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER seats_keep_freed BEFORE UPDATE OF reservation_id, blocked_reason ON seats FOR EACH ROW
  WHEN (NEW.reservation_id IS NULL AND NEW.blocked_reason IS NULL
        AND (OLD.reservation_id IS NOT NULL OR OLD.blocked_reason IS NOT NULL))
  EXECUTE FUNCTION keep_freed_seat();

-- Only an offer takes a kept seat, or a waited seat whose hold has lapsed.
CREATE FUNCTION refuse_hold_of_kept_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM reservations WHERE id = NEW.reservation_id AND offer) THEN
    RAISE EXCEPTION 'seat % of performance % is kept for the waitlist', NEW.number, NEW.performance_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_kept_for_offers';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seats_kept_for_offers AFTER UPDATE OF reservation_id ON seats
  NOT DEFERRABLE FOR EACH ROW
  WHEN (NEW.reservation_id IS DISTINCT FROM OLD.reservation_id AND NEW.reservation_id IS NOT NULL
        AND (OLD.kept OR (OLD.waited AND OLD.reservation_id IS NOT NULL)))
  EXECUTE FUNCTION refuse_hold_of_kept_seat();

-- A new seat, or one with a new plan, suits other wishes. Holds and payments write no plan.
CREATE FUNCTION mark_waited_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.waited := EXISTS (
    SELECT FROM wishes w JOIN performances p ON p.concert_id = w.concert_id
    WHERE p.id = NEW.performance_id AND w.status = 'WAITING' AND suits(w, NEW));
  -- A free seat in general sale stays there, although its new plan may suit a wish.
  IF TG_OP = 'UPDATE' AND NOT NEW.kept THEN
    NEW.freed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER seats_mark_waited BEFORE INSERT OR UPDATE OF grade, price_krw, kind ON seats
  FOR EACH ROW EXECUTE FUNCTION mark_waited_seat();
DROP TRIGGER seats_plan_version ON seats;
CREATE TRIGGER seats_plan_version AFTER UPDATE OF price_krw ON seats FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{reservation_id,held_until,blocked_reason,waited,kept,freed_at}'::text[]
        IS DISTINCT FROM
        to_jsonb(NEW) - '{reservation_id,held_until,blocked_reason,waited,kept,freed_at}'::text[])
  EXECUTE FUNCTION raise_concert_version_of_seat();

-- The end of an offer by any cause ends its wish in the same commit.
CREATE FUNCTION end_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH ended AS (
    UPDATE wishes SET ended_at = clock_timestamp(), status = CASE NEW.status
      WHEN 'PAID' THEN 'ACCEPTED' WHEN 'EXPIRED' THEN 'EXPIRED' ELSE 'DECLINED' END::"WishStatus"
    WHERE reservation_id = NEW.id AND status = 'OFFERED' RETURNING id, number, status
  )
  INSERT INTO waitlist_decisions (wish_id, number, kind, reason, performance_id, seats, reservation_id)
  SELECT id, number, status::text::"DecisionKind",
         CASE WHEN NEW.released_reason IS NOT NULL THEN 'STAFF' END::"DecisionReason",
         NEW.performance_id, NEW.seats, NEW.id FROM ended;
  RETURN NULL;
END $$;
CREATE TRIGGER reservations_end_offer AFTER UPDATE OF status ON reservations FOR EACH ROW
  WHEN (NEW.offer AND OLD.status = 'HELD' AND NEW.status <> 'HELD') EXECUTE FUNCTION end_offer();

-- A HELD offer belongs to the wish that points at it.
CREATE FUNCTION offer_has_wish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM wishes WHERE reservation_id = NEW.id AND user_id = NEW.user_id
                 AND concert_id = NEW.concert_id AND party = cardinality(NEW.seats)) THEN
    RAISE EXCEPTION 'offer % has no wish', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reservations_offer_has_wish';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reservations_offer_has_wish AFTER INSERT ON reservations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.offer) EXECUTE FUNCTION offer_has_wish();
