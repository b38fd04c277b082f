-- A person gives a ticket to an e-mail address. The ticket moves when the account of the address
-- accepts, so an open gift changes nothing. The address is no foreign key, because it may have no
-- account yet. It is null once the account is erased.
ALTER TYPE "Operation" ADD VALUE 'GIVE';
ALTER TYPE "NoticeKind" ADD VALUE 'GIFT_OFFERED';
ALTER TYPE "NoticeKind" ADD VALUE 'GIFT_ACCEPTED';
ALTER TYPE "NoticeKind" ADD VALUE 'GIFT_DECLINED';
ALTER TYPE "NoticeKind" ADD VALUE 'GIFT_WITHDRAWN';
ALTER TYPE "NoticeKind" ADD VALUE 'GIFT_REFUNDED';

-- A reservation that a gift made has no payment of its own. Its refunds go to the payer.
ALTER TABLE reservations
  ADD COLUMN gift_payment_id INTEGER,
  ADD CONSTRAINT reservations_gift_payment_id_fkey FOREIGN KEY (gift_payment_id)
    REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  -- A paid reservation whose owner gave every ticket away keeps no seat.
  DROP CONSTRAINT reservations_seats_priced,
  ADD CONSTRAINT reservations_seats_priced CHECK (
    cardinality(seats) <= 50 AND cardinality(seats) = cardinality(prices_krw)
    AND (cardinality(seats) > 0 OR status = 'PAID'));
CREATE INDEX reservations_gift_payment_id_idx ON reservations (gift_payment_id)
  WHERE gift_payment_id IS NOT NULL;

-- Null until the first gift of the ticket: then the ticket belongs to the reservation of its payment.
ALTER TABLE tickets
  ADD COLUMN reservation_id INTEGER,
  ADD CONSTRAINT tickets_reservation_id_fkey FOREIGN KEY (reservation_id)
    REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX tickets_reservation_id_idx ON tickets (reservation_id)
  WHERE reservation_id IS NOT NULL;

CREATE TYPE "GiftState" AS ENUM ('OPEN', 'ACCEPTED', 'WITHDRAWN', 'DECLINED', 'EXPIRED');
CREATE TABLE gifts (
  id             SERIAL NOT NULL,
  ticket_id      INTEGER NOT NULL,
  reservation_id INTEGER NOT NULL,
  email          TEXT,
  state          "GiftState" NOT NULL DEFAULT 'OPEN',
  created_at     TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at     TIMESTAMPTZ(3) NOT NULL,
  closed_at      TIMESTAMPTZ(3),
  received_id    INTEGER,
  CONSTRAINT gifts_pkey PRIMARY KEY (id),
  CONSTRAINT gifts_closed CHECK ((state = 'OPEN') = (closed_at IS NULL)),
  CONSTRAINT gifts_received CHECK ((state = 'ACCEPTED') = (received_id IS NOT NULL)),
  CONSTRAINT gifts_in_time CHECK (state <> 'ACCEPTED' OR closed_at < expires_at),
  CONSTRAINT gifts_addressed CHECK (state <> 'OPEN' OR email IS NOT NULL),
  CONSTRAINT gifts_ticket_id_fkey FOREIGN KEY (ticket_id)
    REFERENCES tickets (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT gifts_reservation_id_fkey FOREIGN KEY (reservation_id)
    REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT gifts_received_id_fkey FOREIGN KEY (received_id)
    REFERENCES reservations (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
-- Of two gifts of one ticket at once, this index lets only one be open.
CREATE UNIQUE INDEX gifts_one_open ON gifts (ticket_id) WHERE state = 'OPEN';
CREATE UNIQUE INDEX gifts_received_id_key ON gifts (received_id);
CREATE INDEX gifts_reservation_id_idx ON gifts (reservation_id);
CREATE INDEX gifts_email_id_idx ON gifts (email, id);

-- The payment of a reservation's seats: of a gift, the payer's.
CREATE FUNCTION payment_of(reservation_id integer) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce(r.gift_payment_id,
                  (SELECT p.id FROM payments p WHERE p.reservation_id = r.id))
  FROM reservations r WHERE r.id = payment_of.reservation_id
$$;

-- The tickets that a reservation has or had until their refund, without those given away.
CREATE FUNCTION tickets_of(reservation_id integer) RETURNS SETOF tickets
LANGUAGE sql STABLE ROWS 4 AS $$
  SELECT t.* FROM payments p JOIN tickets t ON t.payment_id = p.id
  WHERE p.reservation_id = tickets_of.reservation_id AND t.reservation_id IS NULL
  UNION ALL
  SELECT t.* FROM tickets t WHERE t.reservation_id = tickets_of.reservation_id
$$;

-- Why a ticket can no longer change its owner; null for a valid ticket of a performance that has not
-- started.
CREATE FUNCTION ticket_closed(ticket tickets) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN ticket.refund_id IS NOT NULL THEN 'REFUNDED'
    WHEN ticket.voided_at IS NOT NULL THEN 'VOID'
    WHEN EXISTS (SELECT FROM door_scans u WHERE u.ticket_id = ticket.id AND u.issue = ticket.issue
                 AND u.state = 'VALID' AND u.undone_at IS NULL) THEN 'USED'
    WHEN (SELECT starts_at FROM performances WHERE id = ticket.performance_id) <= clock_timestamp()
    THEN 'OVER' END
$$;

-- A gift has the place of its purchase, which an offer lacks.
ALTER TABLE reservations
  DROP CONSTRAINT reservations_offer_without_place,
  ADD CONSTRAINT reservations_offer_without_place CHECK (
    (place_epoch IS NULL) = (place_number IS NULL)
    AND (NOT offer OR place_epoch IS NULL)
    AND (place_epoch IS NOT NULL OR offer OR gift_payment_id IS NOT NULL));
