-- Outbox of mails. A cause writes its mail in its own transaction, and a job on every instance sends
-- the due mails. A mail has no body and no token here: both are made when the mail is sent.
CREATE TYPE "MailKind" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD', 'PASSWORD_CHANGED');
CREATE TABLE mails (
  id         UUID NOT NULL DEFAULT gen_random_uuid(),
  kind       "MailKind" NOT NULL,
  -- Identifies the message and its stage among the mails of this kind, so that a repeated cause adds
  -- no row.
  cause      TEXT NOT NULL,
  -- NULL until the job finds the account of the address, if there is one. So a request for a reset
  -- writes the same row for every address.
  user_id    UUID,
  address    TEXT NOT NULL,
  language   TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- End of the mail's link. A mail is not sent after it.
  expires_at TIMESTAMPTZ(3),
  -- Time of the next attempt, and during an attempt the end of its lease.
  due_at     TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  attempts   SMALLINT NOT NULL DEFAULT 0,
  -- Code of the last failure, without the server's text, which can name the address.
  error      TEXT,
  sent_at    TIMESTAMPTZ(3),
  -- Time at which the mail became a dead letter.
  failed_at  TIMESTAMPTZ(3),
  -- Time at which a person used the mail's link.
  used_at    TIMESTAMPTZ(3),
  CONSTRAINT mails_pkey PRIMARY KEY (id),
  CONSTRAINT mails_cause_length CHECK (length(cause) BETWEEN 1 AND 100),
  CONSTRAINT mails_language_form CHECK (language ~ '^[a-z]{2}$'),
  CONSTRAINT mails_attempts_range CHECK (attempts BETWEEN 0 AND 10),
  CONSTRAINT mails_error_length CHECK (length(error) BETWEEN 1 AND 100),
  CONSTRAINT mails_one_end CHECK (num_nonnulls(sent_at, failed_at) <= 1),
  CONSTRAINT mails_failed_with_error CHECK (failed_at IS NULL OR error IS NOT NULL),
  CONSTRAINT mails_used_by_someone CHECK (used_at IS NULL OR user_id IS NOT NULL),
  CONSTRAINT mails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX mails_kind_cause_key ON mails (kind, cause);
CREATE INDEX mails_user_id_idx ON mails (user_id);
CREATE INDEX mails_created_at_idx ON mails (created_at);
CREATE INDEX mails_due ON mails (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mails_dead ON mails (failed_at DESC) WHERE failed_at IS NOT NULL;
