-- Offers a ticket to an address, after the end of an expired gift of the ticket. Notifies the account
-- of the address, if there is one; the statement reads the same index in either case, so its time does
-- not reveal the account. The index gifts_one_open makes the transaction fail if a gift is open. The
-- caller must hold the lock of the giver's buyer row.
-- Parameters: $1 ticket id, $2 reservation id of the giver, $3 address, $4 concert id, $5 performance
-- id, $6 seat number.
-- Returns {giftId}.
WITH expired AS (
  UPDATE gifts SET state = 'EXPIRED', closed_at = clock_timestamp()
  WHERE ticket_id = $1::int AND state = 'OPEN' AND expires_at <= clock_timestamp()
  RETURNING id
), gift AS (
  INSERT INTO gifts (ticket_id, reservation_id, email, created_at, expires_at)
  SELECT $1::int, $2::int, $3, clock.now, clock.now + interval '72 hours'
  FROM (SELECT clock_timestamp() AS now) clock WHERE (SELECT count(*) FROM expired) >= 0
  RETURNING id, expires_at
), notified AS (
  INSERT INTO notices (user_id, kind, change, concert_id, performance_id, data)
  SELECT u.id, 'GIFT_OFFERED', gift.id::text, $4::int, $5::int, jsonb_build_object(
    'giftId', gift.id, 'seat', $6::int,
    'expiresAt', to_char(gift.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM gift, users u WHERE u.email = $3
)
SELECT id AS "giftId" FROM gift
