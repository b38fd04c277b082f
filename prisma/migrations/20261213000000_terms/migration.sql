-- Versions of the terms and of the privacy notice that a user accepted, and when. A later acceptance
-- adds a row, so that the table proves what each user accepted at any time.
CREATE TABLE terms_acceptances (
  user_id     UUID NOT NULL,
  terms       TEXT NOT NULL,
  privacy     TEXT NOT NULL,
  -- The user declares an age of 14 or more, below which Korean law requires a parent's consent.
  over14      BOOLEAN NOT NULL,
  accepted_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT terms_acceptances_pkey PRIMARY KEY (user_id, terms, privacy),
  CONSTRAINT terms_acceptances_version_form CHECK (terms ~ '^[A-Za-z0-9._-]{1,32}$' AND privacy ~ '^[A-Za-z0-9._-]{1,32}$'),
  CONSTRAINT terms_acceptances_over14 CHECK (over14),
  CONSTRAINT terms_acceptances_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE TRIGGER terms_acceptances_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON terms_acceptances FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
