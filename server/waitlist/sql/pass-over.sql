-- Records the wishes that a round passed over, and those that start or stop to collect. The caller
-- must hold the waitlist's lock.
-- Parameters, one value per wish: $1 wish ids, $2 kinds, $3 reasons or null, $4 performance ids or
-- null, $5 new counts of passes, $6 instants at which the newest seat became free. The last row of a
-- wish has its count and instant.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::smallint[],
                       $6::timestamptz[])
    WITH ORDINALITY AS a (wish_id, kind, reason, performance_id, passed_over, considered_at, n)
), last AS MATERIALIZED (
  SELECT DISTINCT ON (wish_id) wish_id, passed_over, considered_at,
         bool_or(kind = 'STOPS_COLLECTING') OVER of_wish AS stops,
         max(performance_id) FILTER (WHERE kind = 'COLLECTS') OVER of_wish AS collects_at_id
  FROM asked WINDOW of_wish AS (PARTITION BY wish_id) ORDER BY wish_id, n DESC
), counted AS (
  UPDATE wishes w SET
    passed_over = last.passed_over, considered_at = last.considered_at,
    collects_at_id = coalesce(last.collects_at_id,
                              CASE WHEN NOT last.stops THEN w.collects_at_id END),
    collecting_since = CASE WHEN last.collects_at_id IS NOT NULL THEN clock_timestamp()
                            WHEN NOT last.stops THEN w.collecting_since END
  FROM last WHERE w.id = last.wish_id AND w.status = 'WAITING'
)
INSERT INTO waitlist_decisions (wish_id, number, kind, reason, performance_id, freed_to)
SELECT w.id, w.number, asked.kind::"DecisionKind", asked.reason::"DecisionReason",
       asked.performance_id, CASE WHEN asked.kind = 'PASSED_OVER' THEN asked.considered_at END
FROM asked JOIN wishes w ON w.id = asked.wish_id ORDER BY asked.n
