-- The time at which a user opened a link that went to the address, or at which a provider vouched for
-- it. A reset of the password raises the version of the user's credentials, and so ends all sessions,
-- access tokens and queue tokens that were signed before.
ALTER TABLE users
  ADD COLUMN email_verified_at      TIMESTAMPTZ(3),
  ADD COLUMN credential_version     INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN credentials_changed_at TIMESTAMPTZ(3),
  ADD CONSTRAINT users_credential_version_range CHECK (credential_version >= 0),
  ADD CONSTRAINT users_credentials_changed CHECK ((credential_version > 0) = (credentials_changed_at IS NOT NULL));
-- Every instance reads the latest changes twice a second.
CREATE INDEX users_credentials_changed_at ON users (credentials_changed_at) WHERE credential_version > 0;
-- A provider vouched for each address of its own sign-ins that is deliverable.
UPDATE users SET email_verified_at = created_at
WHERE email NOT LIKE '%@users.invalid' AND id IN (SELECT user_id FROM identities);
