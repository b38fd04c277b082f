-- Finds the concerts about whose seats their waitlists have to decide: those with kept seats, and those
-- with a wish and a listing that no round of the last five seconds considered.
-- Returns {concertId}.
SELECT concert_id AS "concertId" FROM performances
WHERE id IN (SELECT performance_id FROM seats WHERE kept)
UNION
SELECT p.concert_id FROM resales l JOIN performances p ON p.id = l.performance_id
WHERE l.state = 'LISTED' AND p.cancelled_at IS NULL AND p.starts_at > clock_timestamp()
  AND coalesce(l.considered_at < clock_timestamp() - interval '5 s', true)
  AND EXISTS (SELECT FROM wishes w WHERE w.concert_id = p.concert_id AND w.status = 'WAITING')
