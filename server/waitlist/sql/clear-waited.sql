-- Removes the mark of the seats that no waiting wish accepts any more, except offered
-- listings. Locks them by performance and number. The caller must hold the waitlist's lock.
-- Parameters: $1 concert id.
WITH unwaited AS MATERIALIZED (
  SELECT s.performance_id, s.number
  FROM performances p JOIN seats s ON s.performance_id = p.id
  WHERE p.concert_id = $1::int AND s.waited AND NOT EXISTS (
    SELECT FROM wishes w
    WHERE w.concert_id = p.concert_id AND w.status = 'WAITING' AND suits(w, s))
    AND NOT EXISTS (
      SELECT FROM resales l
      WHERE l.performance_id = s.performance_id AND l.seat_number = s.number
        AND l.state = 'OFFERED')
  ORDER BY s.performance_id, s.number FOR UPDATE OF s
)
UPDATE seats s SET waited = false FROM unwaited
WHERE s.performance_id = unwaited.performance_id AND s.number = unwaited.number
