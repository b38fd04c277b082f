-- Marks the seats that a waiting wish accepts, so that a lapsed hold does not make them free. Locks
-- the unmarked ones by performance and number: a seat that becomes free meanwhile fails one of the
-- two transactions. The caller must hold the waitlist's lock.
-- Parameters: $1 wish id.
WITH unmarked AS MATERIALIZED (
  SELECT s.performance_id, s.number
  FROM wishes w JOIN performances p ON p.concert_id = w.concert_id
  JOIN seats s ON s.performance_id = p.id
  WHERE w.id = $1::int AND NOT s.waited AND suits(w, s)
  ORDER BY s.performance_id, s.number FOR UPDATE OF s
)
UPDATE seats s SET waited = true FROM unmarked
WHERE s.performance_id = unmarked.performance_id AND s.number = unmarked.number
