-- Finds the concerts with a marked seat that no waiting wish accepts any more.
-- Returns {concertId}.
SELECT DISTINCT p.concert_id AS "concertId"
FROM seats s JOIN performances p ON p.id = s.performance_id
WHERE s.waited AND NOT EXISTS (
  SELECT FROM wishes w
  WHERE w.concert_id = p.concert_id AND w.status = 'WAITING' AND suits(w, s))
  AND NOT EXISTS (
    SELECT FROM resales l
    WHERE l.performance_id = s.performance_id AND l.seat_number = s.number
      AND l.state = 'OFFERED')
