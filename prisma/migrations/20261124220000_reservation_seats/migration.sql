-- A reservation's seats are a list without gaps and repetitions, each with its price. What compares with NULL is not false, so
-- the CHECKs of before let a missing list and missing numbers pass; and a seat named twice would have been paid twice.
ALTER TABLE reservations
  ALTER COLUMN seats SET NOT NULL,
  ALTER COLUMN prices_krw SET NOT NULL;

CREATE FUNCTION strictly_ascending(numbers smallint[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM generate_subscripts(numbers, 1) AS at
    WHERE at < cardinality(numbers) AND (numbers[at] < numbers[at + 1]) IS NOT TRUE)
$$;
ALTER TABLE reservations
  ADD CONSTRAINT reservations_seats_ascending CHECK (strictly_ascending(seats)),
  ADD CONSTRAINT reservations_no_gaps CHECK (array_position(seats, NULL) IS NULL AND array_position(prices_krw, NULL) IS NULL);
