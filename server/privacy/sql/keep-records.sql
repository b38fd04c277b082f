-- Keeps the encrypted records of a deleted account until $5 years after the latest of them. Records
-- whose years are over are not kept.
-- Parameters: $1 user id, $2 hash of the address, $3 encrypted records, $4 time of the latest record,
-- $5 years.
INSERT INTO kept_records (user_id, email_hash, encrypted, created_at, erase_at)
SELECT $1::uuid, $2::text, $3::bytea, now, erase_at
FROM (SELECT clock_timestamp() AS now, $4::timestamptz + make_interval(years => $5::int) AS erase_at)
  due
WHERE erase_at > now
