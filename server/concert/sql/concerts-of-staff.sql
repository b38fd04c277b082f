-- Reads concerts in any state, newest first. The clock ends a PUBLISHED concert at the end of its
-- last show.
-- Parameters: $1 concert ids, $2 state, $3 archived, $4 cursor: an id that all results are below;
-- null for no filter. $5 maximum number of rows.
-- Returns {concertId, texts, state, archived, version, posterId, opensAt, lineOpensAt, closesAt,
-- dates, firstDate, lastDate}. The field closesAt is the effective closing of the sale. The field
-- dates is the number of shows. The fields firstDate and lastDate are days in Asia/Seoul; null
-- without shows.
SELECT * FROM (
  SELECT c.id AS "concertId", texts, archived, version, poster_id AS "posterId",
         CASE WHEN state = 'PUBLISHED' AND d.dates > 0 AND t.last_end <= clock_timestamp()
              THEN 'ENDED' ELSE state END AS state,
         opens_at AS "opensAt",
         coalesce(line_opens_at, opens_at - interval '30 minutes') AS "lineOpensAt",
         t.closes_at AS "closesAt", d.*
  FROM concerts c CROSS JOIN LATERAL concert_times(c.id) t
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS dates,
           to_char(min(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "firstDate",
           to_char(max(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "lastDate"
    FROM performances WHERE concert_id = c.id AND cancelled_at IS NULL) d
) concert
WHERE ($1::int[] IS NULL OR "concertId" = ANY ($1::int[]))
  AND ($2::text IS NULL OR state::text = $2::text)
  AND ($3::boolean IS NULL OR archived = $3::boolean)
  AND ($4::int IS NULL OR "concertId" < $4::int)
ORDER BY "concertId" DESC LIMIT $5::int
