-- Counts the free seats of a concert's future performances by the database's clock, in total and by
-- grade. Omits sold-out performances.
-- Parameters: $1 concert id.
-- Returns {performanceId, startsAt, date: day in Asia/Seoul, seatsLeft, grades: [{grade,
-- seatsLeft}]}, ordered by startsAt. The grades include sold-out grades; the most expensive grade
-- is first. Grades of one price are in the order of their lowest seats.
SELECT p.id AS "performanceId", p.starts_at AS "startsAt",
       to_char(p.starts_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS date,
       sum(g.free)::int AS "seatsLeft",
       json_agg(json_build_object('grade', g.grade, 'seatsLeft', g.free)
                ORDER BY g.price DESC, g.first) AS grades
FROM performances p CROSS JOIN LATERAL (
  SELECT grade, max(price_krw) AS price, min(number) AS first,
         count(*) FILTER (WHERE blocked_reason IS NULL AND NOT kept
           AND (reservation_id IS NULL OR (held_until <= clock_timestamp() AND NOT waited))) AS free
  FROM seats WHERE performance_id = p.id GROUP BY grade) g
WHERE p.concert_id = $1::int AND p.starts_at > clock_timestamp() AND p.cancelled_at IS NULL
GROUP BY p.id HAVING sum(g.free) > 0 ORDER BY p.starts_at
