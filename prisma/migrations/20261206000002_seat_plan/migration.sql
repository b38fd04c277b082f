-- Staff choose the grades of a date, so a grade is a text instead of one of four values.
ALTER TABLE seats ALTER COLUMN grade TYPE TEXT USING grade::text;
DROP TYPE "Grade";

-- A companion seat belongs to a wheelchair seat of the same date. A seat's place on the plan is a row
-- and a column, or unknown.
CREATE TYPE "SeatKind" AS ENUM ('STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED');
ALTER TABLE seats
  ADD COLUMN kind "SeatKind" NOT NULL DEFAULT 'STANDARD',
  ADD COLUMN companion_of SMALLINT,
  ADD COLUMN plan_row SMALLINT,
  ADD COLUMN plan_column SMALLINT,
  ADD CONSTRAINT seats_grade_length CHECK (length(grade) BETWEEN 1 AND 10),
  ADD CONSTRAINT seats_companion_has_seat CHECK ((kind = 'COMPANION') = (companion_of IS NOT NULL)),
  ADD CONSTRAINT seats_plan_position CHECK (
    (plan_row IS NULL) = (plan_column IS NULL)
    AND plan_row BETWEEN 1 AND 100 AND plan_column BETWEEN 1 AND 100),
  -- Deferred, so that a plan can add a wheelchair seat after its companion seat.
  ADD CONSTRAINT seats_companion_of_performance_id_fkey FOREIGN KEY (companion_of, performance_id)
    REFERENCES seats (number, performance_id) ON DELETE NO ACTION ON UPDATE NO ACTION
    DEFERRABLE INITIALLY DEFERRED,
  DROP CONSTRAINT seats_price_range,
  ADD CONSTRAINT seats_price_range CHECK (price_krw BETWEEN 0 AND 10000000);

-- A seat can be free. A free payment moves no money, so its ledger transaction has no entries.
ALTER TABLE reservations
  DROP CONSTRAINT reservations_prices,
  ADD CONSTRAINT reservations_prices CHECK (0 <= ALL (prices_krw));
ALTER TABLE payments
  DROP CONSTRAINT payments_amount_positive,
  ADD CONSTRAINT payments_amount_not_negative CHECK (amount_krw >= 0);
ALTER TABLE refunds
  DROP CONSTRAINT refunds_amounts,
  ADD CONSTRAINT refunds_amounts CHECK (amount_krw >= 0 AND fee_krw >= 0);

-- The rules between the seats of one date. Returns the first broken rule, or null.
CREATE FUNCTION broken_plan_rule(of_performance_id integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN count(DISTINCT grade) > 6 THEN 'more than six grades'
    WHEN count(DISTINCT (grade, price_krw)) > count(DISTINCT grade) THEN 'two prices of one grade'
    WHEN count(DISTINCT (plan_row, plan_column)) FILTER (WHERE plan_row IS NOT NULL)
         < count(plan_row) THEN 'two seats at one position'
    WHEN bool_or(kind = 'COMPANION' AND NOT EXISTS (
      SELECT FROM seats w WHERE w.performance_id = of_performance_id AND w.number = s.companion_of
        AND w.kind = 'WHEELCHAIR')) THEN 'a companion seat without a wheelchair seat'
  END
  FROM seats s WHERE performance_id = of_performance_id
$$;
CREATE FUNCTION refuse_broken_plan(of_performance_id integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  broken text := broken_plan_rule(of_performance_id);
BEGIN
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'the plan of date % has %', of_performance_id, broken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_plan';
  END IF;
END $$;

-- New seats: one check per statement and date, because a date gets all of its seats at once.
CREATE FUNCTION check_new_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_broken_plan(id) FROM (SELECT DISTINCT performance_id AS id FROM inserted) date;
  RETURN NULL;
END $$;
CREATE TRIGGER seats_new_plan AFTER INSERT ON seats
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION check_new_seats();

-- Changed seats: one check per seat, at COMMIT. A column list excludes holds and payments, but it
-- permits no transition table.
CREATE FUNCTION check_changed_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_broken_plan(NEW.performance_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER seats_plan
  AFTER UPDATE OF grade, price_krw, kind, companion_of, plan_row, plan_column ON seats
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((NEW.grade, NEW.price_krw, NEW.kind, NEW.companion_of, NEW.plan_row, NEW.plan_column)
        IS DISTINCT FROM
        (OLD.grade, OLD.price_krw, OLD.kind, OLD.companion_of, OLD.plan_row, OLD.plan_column))
  EXECUTE FUNCTION check_changed_seat();

-- The one rule of companion seats: a reservation with a companion seat has its wheelchair seat.
CREATE FUNCTION is_lone_companion(companion_of smallint, seats smallint[]) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$ SELECT companion_of <> ALL (seats) $$;

-- Plans that staff keep under a name. The server checks the seats by the schema of its inputs.
CREATE TABLE hall_plans (
  id    SERIAL NOT NULL,
  name  TEXT NOT NULL,
  seats JSONB NOT NULL,
  CONSTRAINT hall_plans_pkey PRIMARY KEY (id),
  CONSTRAINT hall_plans_name_length CHECK (length(name) BETWEEN 1 AND 100),
  CONSTRAINT hall_plans_seats_list CHECK (
    jsonb_typeof(seats) = 'array' AND jsonb_array_length(seats) BETWEEN 1 AND 50)
);
CREATE UNIQUE INDEX hall_plans_name_key ON hall_plans (name);
