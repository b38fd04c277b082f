-- A payment is refunded seat by seat, so a payment may have several refunds. Each refund keeps its
-- seats and their prices, because the reservation lists only the remaining seats.
CREATE FUNCTION sum_krw(prices bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(sum(price), 0)::bigint FROM unnest(prices) AS price
$$;
ALTER TABLE refunds DISABLE TRIGGER refunds_append_only;
ALTER TABLE refunds ADD COLUMN seats SMALLINT[], ADD COLUMN prices_krw BIGINT[];
UPDATE refunds f SET seats = r.seats, prices_krw = r.prices_krw
FROM payments p JOIN reservations r ON r.id = p.reservation_id WHERE p.id = f.payment_id;
-- The fee counts days up to the time of the refund, which was the time of the voided tickets.
UPDATE refunds f SET refunded_at = t.voided_at
FROM (SELECT payment_id, min(voided_at) AS voided_at FROM tickets GROUP BY payment_id) t
WHERE t.payment_id = f.payment_id AND t.voided_at IS NOT NULL;
ALTER TABLE refunds ENABLE TRIGGER refunds_append_only;
ALTER TABLE refunds
  ALTER COLUMN seats SET NOT NULL,
  ALTER COLUMN prices_krw SET NOT NULL,
  ADD CONSTRAINT refunds_seats CHECK (
    cardinality(seats) BETWEEN 1 AND 50 AND cardinality(seats) = cardinality(prices_krw)
    AND strictly_ascending(seats) AND array_position(seats, NULL) IS NULL),
  ADD CONSTRAINT refunds_returns_prices CHECK (amount_krw + fee_krw = sum_krw(prices_krw));
DROP INDEX refunds_payment_id_key;
CREATE INDEX refunds_payment_id_idx ON refunds (payment_id);

-- A ticket names the refund that returned its seat, so no seat of a payment is returned twice. A
-- ticket may be void without a refund; a refunded ticket is always void.
ALTER TABLE tickets
  ADD COLUMN refund_id INTEGER REFERENCES refunds (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT tickets_refunded_is_void CHECK (refund_id IS NULL OR voided_at IS NOT NULL);
UPDATE tickets t SET refund_id = f.id FROM refunds f WHERE f.payment_id = t.payment_id;
CREATE INDEX tickets_refund_id_idx ON tickets (refund_id) WHERE refund_id IS NOT NULL;
CREATE FUNCTION refuse_second_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ticket % already has a refund', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'tickets_one_refund';
END $$;
CREATE TRIGGER tickets_one_refund BEFORE UPDATE OF refund_id ON tickets FOR EACH ROW
  WHEN (OLD.refund_id IS DISTINCT FROM NEW.refund_id AND OLD.refund_id IS NOT NULL)
  EXECUTE FUNCTION refuse_second_refund();
