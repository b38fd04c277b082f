-- Staff create, publish and end concerts. This migration adds the states of a concert, its texts in
-- several languages, the closing of its sale, and a version that every change raises.

-- A text has one value per language. Korean is required; a missing language shows the Korean text.
-- Lengths are in characters.
CREATE FUNCTION is_text(by_language jsonb, min_length integer, max_length integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(by_language) = 'object' THEN by_language ? 'ko' AND NOT EXISTS (
    SELECT FROM jsonb_each(by_language)
    WHERE (key IN ('ko', 'en', 'ja', 'zh') AND jsonb_typeof(value) = 'string'
           AND length(value #>> '{}') BETWEEN min_length AND max_length) IS NOT TRUE)
  ELSE false END
$$;
CREATE FUNCTION is_concert_texts(texts jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(texts) = 'object' THEN
    texts - '{title,venue,description,notices}'::text[] = '{}'
    AND is_text(texts -> 'title', 1, 100) AND is_text(texts -> 'venue', 1, 100)
    AND is_text(texts -> 'description', 0, 5000) AND is_text(texts -> 'notices', 0, 5000)
  ELSE false END
$$;

CREATE TYPE "ConcertState" AS ENUM ('DRAFT', 'PUBLISHED', 'ENDED', 'CANCELLED');

ALTER TABLE concerts
  ADD COLUMN state "ConcertState" NOT NULL DEFAULT 'DRAFT',
  ADD COLUMN texts JSONB,
  ADD COLUMN age_rating SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN running_minutes SMALLINT NOT NULL DEFAULT 120,
  ADD COLUMN closes_at TIMESTAMPTZ(3),
  ADD COLUMN ended_at TIMESTAMPTZ(3),
  ADD COLUMN archived BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN poster_id INTEGER,
  ADD COLUMN verified_email BOOLEAN NOT NULL DEFAULT false;

-- Concerts from before this migration are on sale. Earlier rules set no length, so longer texts end
-- at the limit.
UPDATE concerts SET
  state = 'PUBLISHED',
  running_minutes = coalesce((
    SELECT least(greatest(ceil(extract(epoch FROM ends_at - starts_at) / 60), 1), 1440)
    FROM performances WHERE concert_id = concerts.id ORDER BY starts_at LIMIT 1), 120),
  texts = jsonb_build_object(
    'title', jsonb_strip_nulls(jsonb_build_object(
      'ko', coalesce(nullif(left(title, 100), ''), '-'), 'en', nullif(left(title_en, 100), ''))),
    'venue', jsonb_strip_nulls(jsonb_build_object(
      'ko', coalesce(nullif(left(venue, 100), ''), '-'), 'en', nullif(left(venue_en, 100), ''))),
    'description', jsonb_strip_nulls(jsonb_build_object(
      'ko', left(description, 5000), 'en', nullif(left(description_en, 5000), ''))),
    'notices', '{"ko": ""}'::jsonb);

ALTER TABLE concerts
  ALTER COLUMN texts SET NOT NULL,
  DROP COLUMN title,
  DROP COLUMN title_en,
  DROP COLUMN venue,
  DROP COLUMN venue_en,
  DROP COLUMN description,
  DROP COLUMN description_en,
  ADD CONSTRAINT concerts_texts CHECK (is_concert_texts(texts)),
  ADD CONSTRAINT concerts_age_rating_range CHECK (age_rating BETWEEN 0 AND 21),
  ADD CONSTRAINT concerts_running_minutes_range CHECK (running_minutes BETWEEN 1 AND 1440),
  ADD CONSTRAINT concerts_closes_after_opening CHECK (closes_at > opens_at),
  ADD CONSTRAINT concerts_ended_at_with_state
    CHECK ((ended_at IS NOT NULL) = (state IN ('ENDED', 'CANCELLED'))),
  ADD CONSTRAINT concerts_published_not_archived CHECK (NOT (archived AND state = 'PUBLISHED')),
  ADD CONSTRAINT concerts_version_positive CHECK (version >= 1);

-- cancelled_at: the show does not take place, and nobody can hold its seats. moved_at: start of the
-- term in which the owner of an earlier ticket can cancel without a fee.
ALTER TABLE performances
  ADD COLUMN cancelled_at TIMESTAMPTZ(3),
  ADD COLUMN moved_at TIMESTAMPTZ(3);

-- End of the free term in the fee calculation; null if no move had set a term.
ALTER TABLE refunds ADD COLUMN free_until TIMESTAMPTZ(3);

-- Instances remember which concerts are public, and an ended sale does not reopen.
CREATE FUNCTION refuse_earlier_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a concert does not go back from % to %', OLD.state, NEW.state
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER concerts_state_forward BEFORE UPDATE OF state ON concerts FOR EACH ROW
  WHEN (NEW.state < OLD.state) EXECUTE FUNCTION refuse_earlier_state();

-- First start, closing of the sale and last end of a concert. A cancelled show counts for none of
-- them. Without shows, all three are the opening of the sale.
CREATE FUNCTION concert_times(concert_id integer)
RETURNS TABLE (first_start timestamptz, closes_at timestamptz, last_end timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(shows.first_start, c.opens_at),
         least(coalesce(c.closes_at, shows.last_start, c.opens_at), c.ended_at),
         coalesce(shows.last_end, c.opens_at)
  FROM concerts c CROSS JOIN LATERAL (
    SELECT min(starts_at) AS first_start, max(starts_at) AS last_start, max(ends_at) AS last_end
    FROM performances p WHERE p.concert_id = c.id AND cancelled_at IS NULL
  ) shows
  WHERE c.id = concert_times.concert_id
$$;

-- The queue follows the state and the closing of its concert, too.
DROP TRIGGER concerts_policy_version ON concerts;
CREATE TRIGGER concerts_policy_version BEFORE UPDATE ON concerts FOR EACH ROW
  WHEN ((OLD.opens_at, OLD.line_opens_at, OLD.hold_seconds, OLD.capacity, OLD.rate_per_minute,
         OLD.session_seconds, OLD.claim_seconds, OLD.grace_seconds, OLD.paused, OLD.pause_reason,
         OLD.message, OLD.closes_at, OLD.ended_at, OLD.state)
        IS DISTINCT FROM
        (NEW.opens_at, NEW.line_opens_at, NEW.hold_seconds, NEW.capacity, NEW.rate_per_minute,
         NEW.session_seconds, NEW.claim_seconds, NEW.grace_seconds, NEW.paused, NEW.pause_reason,
         NEW.message, NEW.closes_at, NEW.ended_at, NEW.state))
  EXECUTE FUNCTION raise_policy_version();

-- An editor presents the version that it read, and a later change refuses the edit. Holds, sales
-- and epochs of the queue are no changes.
CREATE FUNCTION raise_concert_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := greatest(NEW.version, OLD.version + 1);
  RETURN NEW;
END $$;
CREATE TRIGGER concerts_version BEFORE UPDATE ON concerts FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{version,policy_version,queue_epoch}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{version,policy_version,queue_epoch}'::text[])
  EXECUTE FUNCTION raise_concert_version();

CREATE OR REPLACE FUNCTION raise_policy_version_of_concert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE concerts SET policy_version = policy_version + 1, version = version + 1
  WHERE id IN (OLD.concert_id, NEW.concert_id);
  RETURN NULL;
END $$;

-- The names of the fields that each version changed, so that a refused editor learns what changed.
CREATE TABLE concert_changes (
  concert_id INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  fields     TEXT[] NOT NULL,
  CONSTRAINT concert_changes_pkey PRIMARY KEY (concert_id, version),
  CONSTRAINT concert_changes_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);

-- A transaction that writes many seats of a date raises the version once.
CREATE FUNCTION raise_concert_version_for(performance_ids integer[]) RETURNS void LANGUAGE sql AS $$
  UPDATE concerts SET version = version + 1
  WHERE id IN (SELECT concert_id FROM performances WHERE id = ANY (performance_ids))
    AND NOT EXISTS (
      SELECT FROM concert_changes c
      WHERE c.concert_id = concerts.id AND c.version = concerts.version
        AND c.xmin = pg_current_xact_id()::xid)
$$;
CREATE FUNCTION raise_concert_version_of_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_concert_version_for(ARRAY(SELECT DISTINCT performance_id FROM changed));
  RETURN NULL;
END $$;
CREATE TRIGGER seats_added_version AFTER INSERT ON seats
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_concert_version_of_seats();
CREATE TRIGGER seats_removed_version AFTER DELETE ON seats
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_concert_version_of_seats();

-- Every statement that writes the plan of a date sets the price. Holds and payments do not, so the
-- trigger costs them nothing.
CREATE FUNCTION raise_concert_version_of_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_concert_version_for(ARRAY[NEW.performance_id]);
  RETURN NULL;
END $$;
CREATE TRIGGER seats_plan_version AFTER UPDATE OF price_krw ON seats FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{reservation_id,held_until,blocked_reason}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{reservation_id,held_until,blocked_reason}'::text[])
  EXECUTE FUNCTION raise_concert_version_of_seat();

-- Returns the contract's names of the fields in which two rows of a concert differ: the texts one
-- by one, the limits of the queue as `policy`. A version that changes no column is a change of the
-- performances or their seats.
CREATE FUNCTION changed_fields(before jsonb, after jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(DISTINCT field ORDER BY field), '{performances}')
  FROM (
    SELECT CASE
      WHEN key IN ('capacity', 'rate_per_minute', 'session_seconds', 'claim_seconds',
                   'grace_seconds') THEN 'policy'
      WHEN key IN ('paused', 'pause_reason') THEN 'paused'
      ELSE lower(left(key, 1)) || substr(replace(initcap(replace(key, '_', ' ')), ' ', ''), 2)
    END AS field
    FROM jsonb_each((after || (after -> 'texts'))
                    - '{texts,version,policy_version,queue_epoch}'::text[])
    WHERE value IS DISTINCT FROM (before || (before -> 'texts')) -> key
  ) fields
$$;
CREATE FUNCTION record_concert_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO concert_changes (concert_id, version, fields)
  VALUES (NEW.id, NEW.version, changed_fields(to_jsonb(OLD), to_jsonb(NEW)));
  RETURN NULL;
END $$;
CREATE TRIGGER concerts_record_change AFTER UPDATE ON concerts FOR EACH ROW
  WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION record_concert_change();
