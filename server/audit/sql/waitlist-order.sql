-- No offer passes over an earlier wish that the same seats satisfy, unless a decision about these
-- seats says why. A wish counts if it was made before the seats became free, and waited at the time of
-- the offer. A seat is not offered to the person who handed it back. Inspects every offer.
SELECT format('offer %s', d.reservation_id) AS subject,
       CASE WHEN earlier.number IS NOT NULL
            THEN format('went to wish %s before wish %s', d.number, earlier.number) END AS breach
FROM waitlist_decisions d JOIN wishes w ON w.id = d.wish_id
LEFT JOIN LATERAL (
  SELECT o.number FROM wishes o
  WHERE o.concert_id = w.concert_id AND o.number < d.number AND o.made_at < d.freed_from
    AND coalesce(o.ended_at > d.at, true) AND o.party <= cardinality(d.seats)
    AND (o.party = 1 OR NOT o.together OR w.together)
    AND NOT EXISTS (SELECT FROM seats s
                    WHERE s.performance_id = d.performance_id AND s.number = ANY (d.seats)
                      AND NOT suits(o, s))
    AND NOT EXISTS (SELECT FROM resales l JOIN reservations owner ON owner.id = l.reservation_id
                    WHERE l.performance_id = d.performance_id AND l.seat_number = ANY (d.seats)
                      AND (owner.user_id = o.user_id OR l.price_krw > o.price_max_krw))
    AND NOT EXISTS (SELECT FROM waitlist_decisions e
                    WHERE e.wish_id = o.id AND e.at <= d.at
                      AND (e.kind = 'OFFERED'
                           OR (e.kind = 'PASSED_OVER' AND e.freed_to >= d.freed_to)))
  ORDER BY o.number LIMIT 1
) earlier ON true
WHERE d.kind = 'OFFERED'
