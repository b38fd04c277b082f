-- What cancelling costs, as [{"fromDays": 10, "percent": 0}, …]: from so many days before the show on. The days fall and the fee
-- does not: it never grows with the time that is left. The day of the show is no step, and a fee leaves something to give back.
-- Values are compared as JSON, where a string or a null is never between two numbers; an object equals the one made of its two
-- fields only if it has no other.
CREATE FUNCTION is_fee_schedule(schedule jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_typeof(schedule) = 'array' AND NOT EXISTS (
    SELECT FROM (
      SELECT step, lag(step) OVER (ORDER BY at) AS before, at
      FROM jsonb_array_elements(CASE jsonb_typeof(schedule) WHEN 'array' THEN schedule ELSE '[]' END) WITH ORDINALITY AS steps (step, at)
    ) each
    WHERE (at <= 10
      AND step = jsonb_build_object('fromDays', step -> 'fromDays', 'percent', step -> 'percent')
      AND step -> 'fromDays' BETWEEN '1' AND '365' AND step ->> 'fromDays' !~ '\D'
      AND step -> 'percent' BETWEEN '0' AND '99' AND step ->> 'percent' !~ '\D'
      AND (before IS NULL OR step -> 'fromDays' < before -> 'fromDays' AND step -> 'percent' >= before -> 'percent')
    ) IS NOT TRUE)
$$;

-- null: as everywhere. A payment keeps what its concert said when it was made.
ALTER TABLE concerts
  ADD COLUMN cancellation_fees JSONB,
  ADD CONSTRAINT concerts_cancellation_fees CHECK (is_fee_schedule(cancellation_fees));
ALTER TABLE payments
  ADD COLUMN cancellation_fees JSONB,
  ADD CONSTRAINT payments_cancellation_fees CHECK (is_fee_schedule(cancellation_fees));

-- Whether a choice of seats may leave a single one between others.
ALTER TABLE concerts ADD COLUMN orphan_rule BOOLEAN NOT NULL DEFAULT false;

-- Until when the holds count that came to nothing, each for twice as long as it lasted, one after the other.
ALTER TABLE buyers ADD COLUMN vain_until TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
