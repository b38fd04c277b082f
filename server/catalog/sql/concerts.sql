-- Reads the public concerts, ordered by id: neither drafts nor archived concerts.
-- Parameters: $1 concert id, null for all concerts; $2 true to include drafts and archived
-- concerts.
-- Returns {concertId, state, texts, ageRating, runningMinutes, poster: {posterId, hash, sizes:
-- [{width, height}], the narrowest first} or null; opensAt, lineOpensAt, closesAt, maxSeats,
-- orphanRule, cancellationFees, firstDate, lastDate, dates, now}. The clock ends a
-- PUBLISHED concert at the end of its last show. The field cancellationFees is null for the default
-- schedule. The fields firstDate and lastDate are days in Asia/Seoul; null without shows. The field
-- dates contains {performanceId, startsAt} objects, ordered by startsAt. Cancelled shows are
-- omitted unless the whole concert is cancelled. The field now is the time of the database's clock.
SELECT c.id AS "concertId", texts, age_rating AS "ageRating", running_minutes AS "runningMinutes",
       CASE WHEN state = 'PUBLISHED' AND d."firstDate" IS NOT NULL
              AND t.last_end <= clock_timestamp()
            THEN 'ENDED' ELSE state END AS state,
       (SELECT json_build_object('posterId', p.id, 'hash', hash, 'sizes', (
          SELECT json_agg(json_build_object('width', width, 'height', height) ORDER BY width)
          FROM poster_sizes WHERE poster_id = p.id))
        FROM posters p WHERE p.id = c.poster_id) AS poster,
       opens_at AS "opensAt", t.closes_at AS "closesAt", max_seats AS "maxSeats",
       orphan_rule AS "orphanRule", cancellation_fees AS "cancellationFees",
       coalesce(line_opens_at, opens_at - interval '30 minutes') AS "lineOpensAt",
       d."firstDate", d."lastDate", d.dates, (SELECT clock_timestamp()) AS now
FROM concerts c CROSS JOIN LATERAL concert_times(c.id) t
CROSS JOIN LATERAL (
  SELECT to_char(min(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "firstDate",
         to_char(max(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "lastDate",
         coalesce(json_agg(json_build_object('performanceId', id, 'startsAt',
           to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
           ORDER BY starts_at), '[]') AS dates
  FROM performances
  WHERE concert_id = c.id AND (cancelled_at IS NULL OR c.state = 'CANCELLED')) d
WHERE ($1::int IS NULL OR c.id = $1::int)
  AND ($2::boolean OR (c.state <> 'DRAFT' AND NOT c.archived))
ORDER BY c.id
