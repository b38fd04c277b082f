-- Second factors of staff members. A factor counts once it is confirmed. The secret of a TOTP factor
-- is encrypted; recovery codes are hashed; a passkey has only its public key here.
CREATE TYPE "FactorKind" AS ENUM ('TOTP', 'PASSKEY', 'RECOVERY');
CREATE TABLE staff_factors (
  id            SERIAL NOT NULL,
  user_id       UUID NOT NULL,
  kind          "FactorKind" NOT NULL,
  created_at    TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  confirmed_at  TIMESTAMPTZ(3),
  used_at       TIMESTAMPTZ(3),
  secret        BYTEA,
  -- Time step of the latest accepted code, because each code is accepted once.
  last_step     INTEGER,
  credential_id TEXT,
  public_key    BYTEA,
  counter       BIGINT,
  transports    TEXT[] NOT NULL DEFAULT '{}',
  code_hashes   TEXT[] NOT NULL DEFAULT '{}',
  CONSTRAINT staff_factors_pkey PRIMARY KEY (id),
  CONSTRAINT staff_factors_fields_of_kind CHECK (
    (secret IS NOT NULL) = (kind = 'TOTP')
    AND (last_step IS NULL OR kind = 'TOTP')
    AND num_nonnulls(credential_id, public_key, counter)
        = CASE WHEN kind = 'PASSKEY' AND confirmed_at IS NOT NULL THEN 3 ELSE 0 END
    AND (code_hashes = '{}' OR kind = 'RECOVERY')
    AND (confirmed_at IS NOT NULL OR kind <> 'RECOVERY')),
  CONSTRAINT staff_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX staff_factors_user_id_idx ON staff_factors (user_id);
CREATE UNIQUE INDEX staff_factors_one_set_of_codes ON staff_factors (user_id) WHERE kind = 'RECOVERY';

-- Sessions and access tokens in which a staff member proved a second factor, until when that proof
-- counts, and the open challenge for a passkey. Only the credential's hash is stored.
CREATE TABLE staff_sessions (
  credential_hash TEXT NOT NULL,
  user_id         UUID NOT NULL,
  until           TIMESTAMPTZ(3),
  challenge       TEXT,
  challenge_until TIMESTAMPTZ(3),
  CONSTRAINT staff_sessions_pkey PRIMARY KEY (credential_hash),
  CONSTRAINT staff_sessions_hash_form CHECK (credential_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT staff_sessions_challenge_ends CHECK ((challenge IS NULL) = (challenge_until IS NULL)),
  CONSTRAINT staff_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX staff_sessions_user_id_idx ON staff_sessions (user_id);
