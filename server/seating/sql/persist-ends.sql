-- Records the ends of places in one queue, for users without a hold at the concert. Inserts missing
-- buyers' rows. Never replaces a newer end with an older end.
-- Locks the buyers by user, then the concert's row with KEY SHARE, so that the next epoch begins
-- only after this statement.
-- Parameters: $1 concert id, $2 epoch in which the places ended.
-- Parameters, one value per place: $3 user ids, $4 epochs, $5 numbers. A user may have several
-- places.
-- Returns {isCurrent, holders}. `isCurrent` is false if epoch $2 is not current; the statement then
-- writes nothing. `holders` lists the ids of users with a hold, whose ends this statement skips.
WITH asked AS MATERIALIZED (
  SELECT DISTINCT ON (user_id) user_id, epoch, number
  FROM unnest($3::uuid[], $4::int[], $5::bigint[]) AS a (user_id, epoch, number)
  ORDER BY user_id, epoch DESC, number DESC
), buyer AS MATERIALIZED (
  SELECT asked.*, locked.at, locked.held_reservation_id, locked.ended_epoch, locked.ended_number
  FROM asked LEFT JOIN LATERAL (
    SELECT ctid AS at, held_reservation_id, ended_epoch, ended_number FROM buyers b
    WHERE b.user_id = asked.user_id AND b.concert_id = $1::int FOR UPDATE
  ) locked ON true
), queue AS MATERIALIZED (
  SELECT id, max_seats FROM concerts
  WHERE id = $1::int AND queue_epoch = $2::int AND (SELECT count(*) FROM buyer) >= 0
  FOR KEY SHARE
), created AS (
  INSERT INTO buyers (user_id, concert_id, seat_limit, ended_epoch, ended_number)
  SELECT users.id, queue.id, queue.max_seats, buyer.epoch, buyer.number
  FROM queue, buyer CROSS JOIN LATERAL (
    SELECT id FROM users WHERE users.id = buyer.user_id LIMIT 1
  ) users
  WHERE buyer.at IS NULL
  ON CONFLICT DO NOTHING -- a concurrent insert causes a serialization failure
), updated AS (
  UPDATE buyers SET ended_epoch = buyer.epoch, ended_number = buyer.number,
                    revision = buyers.revision + 1
  FROM queue, buyer
  WHERE buyers.ctid = buyer.at AND buyer.held_reservation_id IS NULL
    AND (buyer.ended_epoch, buyer.ended_number) < (buyer.epoch, buyer.number)
)
SELECT EXISTS (SELECT FROM queue) AS "isCurrent",
       ARRAY(SELECT user_id FROM buyer WHERE held_reservation_id IS NOT NULL) AS holders
