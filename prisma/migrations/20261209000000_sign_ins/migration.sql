-- Each sign-in, so that a user sees the sessions and access tokens and can end one of them. The id is
-- that of the session or token. No table has the credential itself.
CREATE TYPE "SignInKind" AS ENUM ('SESSION', 'TOKEN');
CREATE TABLE sign_ins (
  id           UUID NOT NULL,
  user_id      UUID NOT NULL,
  kind         "SignInKind" NOT NULL,
  -- SHA-256 of what identifies the device: a cookie of the browser, or the program's user agent.
  device       TEXT NOT NULL,
  user_agent   TEXT,
  -- Version of the credential. A change of the password raises it for the session that made it.
  version      INTEGER NOT NULL DEFAULT 0,
  created_at   TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_seen_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  revoked_at   TIMESTAMPTZ(3),
  -- Time of the revocation or of the latest raise of the version.
  changed_at   TIMESTAMPTZ(3),
  CONSTRAINT sign_ins_pkey PRIMARY KEY (id),
  CONSTRAINT sign_ins_device_form CHECK (device ~ '^[0-9a-f]{64}$'),
  CONSTRAINT sign_ins_user_agent_length CHECK (length(user_agent) BETWEEN 1 AND 300),
  CONSTRAINT sign_ins_version_range CHECK (version >= 0),
  CONSTRAINT sign_ins_revoked_is_change CHECK (revoked_at IS NULL OR changed_at IS NOT NULL),
  CONSTRAINT sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX sign_ins_user_id_device_idx ON sign_ins (user_id, device);
CREATE INDEX sign_ins_last_seen_at_idx ON sign_ins (last_seen_at);
-- Every instance reads the latest changes twice a second.
CREATE INDEX sign_ins_changed ON sign_ins (changed_at) WHERE changed_at IS NOT NULL;

-- A user without a password proves the address by a mailed code, with five tries.
ALTER TABLE mails
  ADD COLUMN tries SMALLINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT mails_tries_range CHECK (tries BETWEEN 0 AND 5);

ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'CHANGE_EMAIL';
ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'EMAIL_CHANGE_ASKED';
ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'EMAIL_CHANGED';
ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'CODE';
ALTER TYPE "MailKind" ADD VALUE IF NOT EXISTS 'NEW_DEVICE';
ALTER TYPE "NoticeKind" ADD VALUE IF NOT EXISTS 'NEW_DEVICE';
ALTER TYPE "NoticeKind" ADD VALUE IF NOT EXISTS 'NEW_PASSWORD';
-- A notice about the account belongs to no concert.
ALTER TABLE notices ALTER COLUMN concert_id DROP NOT NULL;
