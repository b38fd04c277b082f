-- An owner hands a ticket back. The ticket stays valid until the waitlist offers its seat.
ALTER TYPE "Operation" ADD VALUE 'HAND_BACK';
ALTER TYPE "NoticeKind" ADD VALUE 'HANDED_BACK';

CREATE TYPE "ResaleState" AS ENUM ('LISTED', 'OFFERED', 'SOLD', 'TAKEN_BACK', 'ENDED');
CREATE TABLE resales (
  id             SERIAL NOT NULL,
  ticket_id      INTEGER NOT NULL,
  -- Reservation of the owner. It keeps the seat in its list until the seat is sold again.
  reservation_id INTEGER NOT NULL,
  performance_id INTEGER NOT NULL,
  seat_number    SMALLINT NOT NULL,
  -- Price that the owner's payment had for the seat.
  price_krw      BIGINT NOT NULL,
  state          "ResaleState" NOT NULL DEFAULT 'LISTED',
  listed_at      TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  -- Latest round of offers that left the seat with its owner.
  considered_at  TIMESTAMPTZ(3),
  -- Reservation of the current offer, or of the buyer.
  offer_id       INTEGER,
  refund_id      INTEGER,
  closed_at      TIMESTAMPTZ(3),
  CONSTRAINT resales_pkey PRIMARY KEY (id),
  CONSTRAINT resales_price CHECK (price_krw >= 0),
  CONSTRAINT resales_offered CHECK ((offer_id IS NOT NULL) = (state IN ('OFFERED', 'SOLD'))),
  CONSTRAINT resales_refunded CHECK ((refund_id IS NOT NULL) = (state = 'SOLD')),
  CONSTRAINT resales_closed CHECK ((closed_at IS NOT NULL) = (state NOT IN ('LISTED', 'OFFERED'))),
  CONSTRAINT resales_sold_on CHECK (offer_id <> reservation_id),
  CONSTRAINT resales_ticket_id_fkey FOREIGN KEY (ticket_id)
    REFERENCES tickets (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT resales_reservation_id_fkey FOREIGN KEY (reservation_id)
    REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT resales_performance_id_seat_number_fkey FOREIGN KEY (performance_id, seat_number)
    REFERENCES seats (performance_id, number) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT resales_offer_id_fkey FOREIGN KEY (offer_id)
    REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT resales_refund_id_fkey FOREIGN KEY (refund_id)
    REFERENCES refunds (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- Of two listings of one seat at once, this index lets only one be open.
CREATE UNIQUE INDEX resales_one_open ON resales (performance_id, seat_number)
  WHERE state IN ('LISTED', 'OFFERED');
-- A ticket is sold again once.
CREATE UNIQUE INDEX resales_one_sale ON resales (ticket_id) WHERE state = 'SOLD';
CREATE UNIQUE INDEX resales_refund_id_key ON resales (refund_id);
CREATE INDEX resales_ticket_id_idx ON resales (ticket_id);
CREATE INDEX resales_reservation_id_idx ON resales (reservation_id);
CREATE INDEX resales_offer_id_idx ON resales (offer_id) WHERE offer_id IS NOT NULL;

-- True if a wish accepts the seat at a price: that of the seat, or that of a listing.
CREATE FUNCTION suits_at(wish wishes, seat seats, price_krw bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT seat.kind IN ('STANDARD', 'RESTRICTED')
     AND (wish.performances IS NULL OR seat.performance_id = ANY (wish.performances))
     AND (wish.grades IS NULL OR seat.grade = ANY (wish.grades))
     AND (wish.price_max_krw IS NULL OR suits_at.price_krw <= wish.price_max_krw)
$$;

-- Every way in which an offer leaves its seat unpaid passes here. A handed-back seat returns to its
-- owner with a new code, and stays listed.
CREATE OR REPLACE FUNCTION keep_freed_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  listing resales;
BEGIN
  -- An offered seat has the mark, so other seats cost no look-up.
  IF OLD.waited AND OLD.held_until IS NOT NULL THEN
    UPDATE resales SET state = 'LISTED', offer_id = NULL, considered_at = NULL
    WHERE performance_id = OLD.performance_id AND seat_number = OLD.number
      AND offer_id = OLD.reservation_id AND state = 'OFFERED'
    RETURNING * INTO listing;
    IF FOUND THEN
      NEW.reservation_id := listing.reservation_id;
      NEW.held_until := NULL;
      UPDATE tickets SET voided_at = NULL, issue = issue + 1 WHERE id = listing.ticket_id;
      RETURN NEW;
    END IF;
  END IF;
  NEW.freed_at := least(OLD.held_until, clock_timestamp());
  NEW.kept := NEW.waited;
  RETURN NEW;
END $$;

-- Only an offer takes a kept seat, or a waited seat whose hold has lapsed. A handed-back seat returns
-- to its owner.
CREATE OR REPLACE FUNCTION refuse_hold_of_kept_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM reservations WHERE id = NEW.reservation_id AND offer)
     AND NOT EXISTS (SELECT FROM resales
                     WHERE performance_id = NEW.performance_id AND seat_number = NEW.number
                       AND reservation_id = NEW.reservation_id AND state = 'LISTED') THEN
    RAISE EXCEPTION 'seat % of performance % is kept for the waitlist', NEW.number, NEW.performance_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_kept_for_offers';
  END IF;
  RETURN NULL;
END $$;

-- The mark of an offered seat stays until the offer's end, so that its lapse does not make it free.
CREATE OR REPLACE FUNCTION mark_waited_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.waited := EXISTS (
    SELECT FROM wishes w JOIN performances p ON p.concert_id = w.concert_id
    WHERE p.id = NEW.performance_id AND w.status = 'WAITING' AND suits(w, NEW))
  OR EXISTS (
    SELECT FROM resales l
    WHERE l.performance_id = NEW.performance_id AND l.seat_number = NEW.number
      AND l.state = 'OFFERED');
  -- A free seat in general sale stays there, although its new plan may suit a wish.
  IF TG_OP = 'UPDATE' AND NOT NEW.kept THEN
    NEW.freed_at := NULL;
  END IF;
  RETURN NEW;
END $$;

-- The commit that pays an offer refunds the price of each handed-back seat to the payer, without a
-- fee, and removes the seat from its owner.
CREATE FUNCTION settle_resales() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sold record;
  wallet accounts;
  moved_by integer;
  refund integer;
BEGIN
  FOR sold IN
    SELECT l.id, l.ticket_id, l.reservation_id, l.seat_number, l.price_krw, t.payment_id,
           owner.user_id, owner.concert_id, owner.performance_id, payer.user_id AS payer_id,
           f.starts_at
    FROM resales l
    JOIN tickets t ON t.id = l.ticket_id
    JOIN reservations owner ON owner.id = l.reservation_id
    JOIN payments p ON p.id = t.payment_id
    JOIN reservations payer ON payer.id = p.reservation_id
    JOIN performances f ON f.id = l.performance_id
    WHERE l.offer_id = NEW.id AND l.state = 'OFFERED' ORDER BY payer.user_id, l.id
  LOOP
    UPDATE accounts SET balance_krw = balance_krw + sold.price_krw
    WHERE user_id = sold.payer_id RETURNING * INTO STRICT wallet;
    INSERT INTO ledger_transactions (kind) VALUES ('REFUND') RETURNING id INTO moved_by;
    IF sold.price_krw > 0 THEN
      INSERT INTO ledger_entries (transaction_id, account_id, amount_krw, balance_after_krw)
      SELECT moved_by, wallet.id, sold.price_krw, wallet.balance_krw
      UNION ALL
      SELECT moved_by, id, -sold.price_krw, NULL FROM accounts WHERE kind = 'REVENUE';
    END IF;
    INSERT INTO refunds (payment_id, transaction_id, seats, prices_krw, amount_krw, fee_krw, reason,
                         by_user_id, refunded_at, counted_to)
    VALUES (sold.payment_id, moved_by, ARRAY[sold.seat_number], ARRAY[sold.price_krw],
            sold.price_krw, 0, 'sold again for its owner', sold.user_id, clock_timestamp(),
            sold.starts_at)
    RETURNING id INTO refund;
    UPDATE reservations r SET
      status = CASE WHEN kept.seats = '{}' THEN 'CANCELLED' ELSE r.status END,
      closed_at = CASE WHEN kept.seats = '{}' THEN clock_timestamp() ELSE r.closed_at END,
      seats = CASE WHEN kept.seats = '{}' THEN r.seats ELSE kept.seats END,
      prices_krw = CASE WHEN kept.seats = '{}' THEN r.prices_krw ELSE kept.prices END
    FROM (
      SELECT coalesce(array_agg(seat ORDER BY seat), '{}') AS seats,
             coalesce(array_agg(price ORDER BY seat), '{}') AS prices
      FROM reservations source, unnest(source.seats, source.prices_krw) AS of_seat (seat, price)
      WHERE source.id = sold.reservation_id AND seat <> sold.seat_number
    ) kept
    WHERE r.id = sold.reservation_id;
    UPDATE buyers SET seats_paid = seats_paid - 1, revision = revision + 1
    WHERE user_id = sold.user_id AND concert_id = sold.concert_id;
    UPDATE tickets SET refund_id = refund WHERE id = sold.ticket_id;
    UPDATE resales SET state = 'SOLD', refund_id = refund, closed_at = clock_timestamp()
    WHERE id = sold.id;
    INSERT INTO notices (user_id, kind, change, concert_id, performance_id, reservation_id, data)
    VALUES (sold.user_id, 'HANDED_BACK', sold.id::text, sold.concert_id, sold.performance_id,
            sold.reservation_id, jsonb_build_object(
              'seats', jsonb_build_array(sold.seat_number), 'amountKrw', sold.price_krw));
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER reservations_settle_resales AFTER UPDATE OF status ON reservations FOR EACH ROW
  WHEN (NEW.offer AND OLD.status = 'HELD' AND NEW.status = 'PAID')
  EXECUTE FUNCTION settle_resales();

-- Whatever voids a listed ticket or lets its holder in ends its listing in the same commit.
CREATE FUNCTION end_resale_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE resales SET state = 'ENDED', closed_at = clock_timestamp()
  WHERE ticket_id = NEW.id AND state = 'LISTED';
  RETURN NULL;
END $$;
CREATE TRIGGER tickets_end_resale AFTER UPDATE OF voided_at, reservation_id ON tickets
  FOR EACH ROW WHEN ((OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL)
                     OR OLD.reservation_id IS DISTINCT FROM NEW.reservation_id)
  EXECUTE FUNCTION end_resale_of_ticket();
CREATE FUNCTION end_resale_of_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE resales SET state = 'ENDED', closed_at = clock_timestamp()
  WHERE ticket_id = NEW.ticket_id AND state = 'LISTED';
  RETURN NULL;
END $$;
CREATE TRIGGER door_scans_end_resale AFTER INSERT ON door_scans
  FOR EACH ROW WHEN (NEW.state = 'VALID') EXECUTE FUNCTION end_resale_of_scan();

CREATE OR REPLACE FUNCTION notice_stage(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind
    WHEN 'TURN' THEN 'turn' WHEN 'QUEUE_REMOVED' THEN 'turn' WHEN 'GUEST_ADMITTED' THEN 'turn'
    WHEN 'SOON' THEN 'soon'
    WHEN 'OFFER' THEN 'offer'
    WHEN 'HOLD_ENDS' THEN 'hold' WHEN 'HOLD_RELEASED' THEN 'hold'
    WHEN 'DATE_MOVED' THEN 'change' WHEN 'DATE_CANCELLED' THEN 'change'
    WHEN 'CONCERT_CANCELLED' THEN 'change' WHEN 'TICKET_VOIDED' THEN 'change'
    WHEN 'BOOKED' THEN 'booking' WHEN 'REFUNDED' THEN 'booking' WHEN 'HANDED_BACK' THEN 'booking'
    WHEN 'GIFT_OFFERED' THEN 'gift' WHEN 'GIFT_WITHDRAWN' THEN 'gift'
    WHEN 'GIFT_ACCEPTED' THEN 'gift' WHEN 'GIFT_DECLINED' THEN 'gift'
    WHEN 'REMINDER' THEN 'reminder'
    WHEN 'OPEN' THEN 'open'
  END
$$;

-- The owner of a resold ticket who paid for it gets the resale's message alone.
CREATE OR REPLACE FUNCTION announce_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notice_events
    (user_id, kind, cause, concert_id, performance_id, reservation_id, data, expires_at)
  SELECT r.user_id, 'REFUNDED', NEW.id::text, r.concert_id, r.performance_id, r.id,
         jsonb_strip_nulls(jsonb_build_object(
           'amountKrw', NEW.amount_krw, 'feeKrw', NEW.fee_krw, 'seats', to_jsonb(NEW.seats),
           'reason', CASE WHEN NEW.by_user_id <> r.user_id THEN NEW.reason END)),
         clock_timestamp() + interval '3 days'
  FROM payments y JOIN reservations r ON r.id = y.reservation_id
  WHERE y.id = NEW.payment_id
    AND NOT (NEW.by_user_id = r.user_id AND NEW.reason = 'sold again for its owner')
  ON CONFLICT (user_id, kind, cause) DO NOTHING;
  RETURN NULL;
END $$;
