-- No outbox message waits for more than five minutes, because the outbox relay processes each
-- message within seconds. Each message names a place with a payment. Inspects every message.
SELECT format('message %s', o.id) AS subject,
       CASE WHEN p.id IS NULL THEN format('concerns %s, which has not paid', o.payload)
            WHEN o.created_at < clock_timestamp() - interval '5 min'
            THEN format('has waited since %s', o.created_at) END AS breach
FROM outbox o
LEFT JOIN (payments p JOIN reservations r ON r.id = p.reservation_id)
  ON (r.concert_id, p.place_epoch, p.place_number, r.user_id)
   = ((o.payload ->> 'concertId')::int, (o.payload ->> 'epoch')::int,
     (o.payload ->> 'number')::bigint, (o.payload ->> 'userId')::uuid)
