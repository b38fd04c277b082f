-- A show stays at its concert: instances remember whose it is, and ask no more.
CREATE FUNCTION refuse_moved_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a show stays at its concert' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER performances_stay BEFORE UPDATE OF concert_id ON performances FOR EACH ROW
  WHEN (NEW.concert_id IS DISTINCT FROM OLD.concert_id) EXECUTE FUNCTION refuse_moved_show();
