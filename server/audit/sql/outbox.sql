-- No outbox message waits for more than five minutes, because a job processes each message within
-- seconds. Each message names a place with a payment, or an ended place. Inspects every message.
SELECT format('message %s', o.id) AS subject,
       CASE WHEN o.kind = 'PLACE_SPENT' AND p.id IS NULL
            THEN format('concerns %s, which has not paid', o.payload)
            WHEN o.kind = 'HOLD_ENDED' AND b.user_id IS NULL
            THEN format('concerns %s, which has not ended', o.payload)
            WHEN o.created_at < clock_timestamp() - interval '5 min'
            THEN format('has waited since %s', o.created_at) END AS breach
FROM outbox o
LEFT JOIN (payments p JOIN reservations r ON r.id = p.reservation_id)
  ON (r.concert_id, p.place_epoch, p.place_number, r.user_id)
   = ((o.payload ->> 'concertId')::int, (o.payload ->> 'epoch')::int,
     (o.payload ->> 'number')::bigint, (o.payload ->> 'userId')::uuid)
LEFT JOIN buyers b
  ON (b.user_id, b.concert_id) = ((o.payload ->> 'userId')::uuid, (o.payload ->> 'concertId')::int)
  AND (b.ended_epoch, b.ended_number)
   >= ((o.payload ->> 'epoch')::int, (o.payload ->> 'number')::bigint)
