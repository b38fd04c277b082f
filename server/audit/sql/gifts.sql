-- Each accepted gift made one reservation, of the same payment and performance, for the account to which
-- the giver addressed it. Such a reservation has one accepted gift. A ticket belongs to the reservation
-- of its latest accepted gift, and each acceptance gave it a new code. The giver no longer has the
-- ticket. Inspects every gift and every reservation that a gift made.
SELECT coalesce('gift ' || g.id, format('reservation %s', r.id)) AS subject,
       CASE WHEN g.id IS NULL THEN format('is of payment %s without a gift', r.gift_payment_id)
            WHEN g.state = 'ACCEPTED' AND (r.gift_payment_id, r.performance_id)
              IS DISTINCT FROM (t.payment_id, t.performance_id)
            THEN format('made reservation %s of another payment or performance', r.id)
            WHEN g.state = 'ACCEPTED' AND giver.user_id = r.user_id
            THEN format('stays with its giver %s', giver.user_id)
            WHEN g.id = last.id AND t.reservation_id IS DISTINCT FROM r.id
            THEN format('moved ticket %s to reservation %s, it is in %s', t.id, r.id,
              t.reservation_id)
            WHEN t.issue <= last.count
            THEN format('moved ticket %s, whose codes are %s after %s gifts', t.id, t.issue,
              last.count)
            WHEN g.state = 'OPEN' AND last.id IS NULL AND t.reservation_id IS NOT NULL
            THEN format('ticket %s moved without a gift', t.id)
       END AS breach
FROM gifts g
FULL JOIN (SELECT * FROM reservations WHERE gift_payment_id IS NOT NULL) r ON r.id = g.received_id
LEFT JOIN tickets t ON t.id = g.ticket_id
LEFT JOIN reservations giver ON giver.id = g.reservation_id
LEFT JOIN LATERAL (
  SELECT max(id) AS id, count(*) AS count FROM gifts accepted
  WHERE accepted.ticket_id = g.ticket_id AND accepted.state = 'ACCEPTED') last ON g.id IS NOT NULL
