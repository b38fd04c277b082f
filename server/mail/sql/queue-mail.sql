-- Writes a mail, whose link expires at $6 seconds from now by the database's clock. A repeated cause
-- changes nothing.
-- Parameters: $1 kind, $2 cause, $3 user id or null, $4 address, $5 language, $6 seconds or null.
INSERT INTO mails (kind, cause, user_id, address, language, created_at, due_at, expires_at)
SELECT $1::"MailKind", $2::text, $3::uuid, $4::text, $5::text, now, now,
       now + $6::int * interval '1 second'
FROM (SELECT clock_timestamp() AS now) clock
ON CONFLICT (kind, cause) DO NOTHING
