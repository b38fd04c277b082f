-- A deleted account keeps its id, to which the ledger refers, and nothing that names the person.
ALTER TABLE users
  ADD COLUMN deleted_at TIMESTAMPTZ(3),
  ADD CONSTRAINT users_deleted_is_nameless CHECK (deleted_at IS NULL OR (
    name = '-' AND email = 'deleted-' || id || '@users.invalid'
    AND password_hash IS NULL AND email_verified_at IS NULL));

-- A deletion with consent moves the rest of the balance to the platform.
ALTER TYPE "LedgerKind" ADD VALUE IF NOT EXISTS 'FORFEIT';

-- Records of contracts and payments of deleted accounts, which the law requires for some years.
-- Encrypted, since only owners may read them, and each reading leaves an audit entry.
CREATE TABLE kept_records (
  user_id    UUID NOT NULL,
  -- HMAC of the e-mail address, by which an owner finds the records.
  email_hash TEXT NOT NULL,
  encrypted  BYTEA NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  erase_at   TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT kept_records_pkey PRIMARY KEY (user_id),
  CONSTRAINT kept_records_email_hash_form CHECK (email_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT kept_records_erased_later CHECK (erase_at > created_at),
  CONSTRAINT kept_records_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX kept_records_email_hash_idx ON kept_records (email_hash);
CREATE INDEX kept_records_erase_at_idx ON kept_records (erase_at);
-- A job erases the mails of deleted accounts.
CREATE INDEX users_deleted ON users (id) WHERE deleted_at IS NOT NULL;
