-- The line's store takes a policy only over an older one, so whatever changes what a line goes by must raise the version: here,
-- where no writer can forget it.
CREATE FUNCTION raise_policy_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.policy_version := greatest(NEW.policy_version, OLD.policy_version + 1);
  RETURN NEW;
END $$;
CREATE TRIGGER concerts_policy_version BEFORE UPDATE ON concerts FOR EACH ROW
  WHEN ((OLD.opens_at, OLD.line_opens_at, OLD.hold_seconds, OLD.capacity, OLD.rate_per_minute, OLD.session_seconds,
         OLD.claim_seconds, OLD.grace_seconds, OLD.paused, OLD.pause_reason, OLD.message)
        IS DISTINCT FROM
        (NEW.opens_at, NEW.line_opens_at, NEW.hold_seconds, NEW.capacity, NEW.rate_per_minute, NEW.session_seconds,
         NEW.claim_seconds, NEW.grace_seconds, NEW.paused, NEW.pause_reason, NEW.message))
  EXECUTE FUNCTION raise_policy_version();

-- A sale closes when its last show begins, and tokens are good until it ends.
CREATE FUNCTION raise_policy_version_of_concert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE concerts SET policy_version = policy_version + 1 WHERE id IN (OLD.concert_id, NEW.concert_id);
  RETURN NULL;
END $$;
CREATE TRIGGER performances_policy_version AFTER INSERT OR UPDATE OR DELETE ON performances FOR EACH ROW
  EXECUTE FUNCTION raise_policy_version_of_concert();
