-- Staff roles replace the single administrator role. A grant without a concert holds for all
-- concerts. Administrators become owners.
CREATE TYPE "StaffRole" AS ENUM ('OWNER', 'MANAGER', 'SUPPORT', 'DOOR', 'AUDITOR');
CREATE TABLE staff_grants (
  id         SERIAL NOT NULL,
  user_id    UUID NOT NULL,
  role       "StaffRole" NOT NULL,
  concert_id INTEGER,
  granted_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT staff_grants_pkey PRIMARY KEY (id),
  CONSTRAINT staff_grants_owner_everywhere CHECK (role <> 'OWNER' OR concert_id IS NULL),
  CONSTRAINT staff_grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT staff_grants_concert_id_fkey FOREIGN KEY (concert_id) REFERENCES concerts (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX staff_grants_user_id_role_concert_id_key
  ON staff_grants (user_id, role, concert_id) NULLS NOT DISTINCT;

INSERT INTO staff_grants (user_id, role) SELECT id, 'OWNER' FROM users WHERE role = 'ADMIN';
ALTER TABLE users DROP COLUMN role;
DROP TYPE "Role";

-- An installation that has an owner keeps one, because only an owner can grant roles. The row lock
-- makes concurrent removals of two owners wait for each other at any isolation level.
CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM staff_grants WHERE role = 'OWNER' LIMIT 1 FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the last owner stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'staff_grants_last_owner';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER staff_grants_last_owner AFTER DELETE OR UPDATE OF role ON staff_grants
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'OWNER') EXECUTE FUNCTION keep_an_owner();
