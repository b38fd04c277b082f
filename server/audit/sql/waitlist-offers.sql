-- Each offer belongs to the wish that points at it: the same person and concert, and a status that
-- follows the reservation's. Each wish with an offer has one, with the decision, unless staff removed
-- the unused date. Inspects every offer and every wish.
SELECT CASE WHEN r.id IS NULL THEN format('wish %s', w.id) ELSE format('offer %s', r.id) END AS subject,
       CASE WHEN w.id IS NULL THEN 'has no wish'
            WHEN r.id IS NULL AND w.status NOT IN ('WAITING', 'LEFT', 'ENDED') AND EXISTS (
                   SELECT FROM waitlist_decisions d JOIN performances p ON p.id = d.performance_id
                   WHERE d.reservation_id = w.reservation_id)
            THEN 'has no offer'
            WHEN r.id IS NULL THEN NULL
            WHEN (w.user_id, w.concert_id) <> (r.user_id, r.concert_id)
            THEN format('belongs to wish %s of another person or concert', w.id)
            WHEN w.status::text <> CASE r.status::text
                   WHEN 'HELD' THEN 'OFFERED' WHEN 'EXPIRED' THEN 'EXPIRED'
                   WHEN 'RELEASED' THEN 'DECLINED' ELSE 'ACCEPTED' END
            THEN format('is %s, its wish %s is %s', r.status, w.id, w.status)
            WHEN NOT EXISTS (SELECT FROM waitlist_decisions d
                             WHERE d.wish_id = w.id AND d.reservation_id = r.id
                               AND d.kind = 'OFFERED' AND cardinality(d.seats) = w.party)
            THEN 'has no decision of its size'
            WHEN r.status <> 'HELD' AND NOT EXISTS (
                   SELECT FROM waitlist_decisions d
                   WHERE d.reservation_id = r.id AND d.kind::text = w.status::text)
            THEN 'has no decision of its end' END AS breach
FROM (SELECT * FROM reservations WHERE offer) r FULL JOIN wishes w ON w.reservation_id = r.id
