-- Reads concerts, ordered by id.
-- Parameters: $1 concert id, null for all concerts.
-- Returns {concertId, title, titleEn, venue, venueEn, description, descriptionEn, opensAt,
-- lineOpensAt, maxSeats, orphanRule, cancellationFees, firstDate, lastDate, dates, now}. The field
-- cancellationFees is null for the default schedule. The fields firstDate and lastDate are days in
-- Asia/Seoul; null without performances. The field dates contains {performanceId, startsAt}
-- objects, ordered by startsAt. The field now is the time of the database's clock.
SELECT c.id AS "concertId", title, title_en AS "titleEn", venue, venue_en AS "venueEn",
       description, description_en AS "descriptionEn", opens_at AS "opensAt",
       max_seats AS "maxSeats",
       orphan_rule AS "orphanRule", cancellation_fees AS "cancellationFees",
       coalesce(line_opens_at, opens_at - interval '30 minutes') AS "lineOpensAt",
       d."firstDate", d."lastDate", d.dates, (SELECT clock_timestamp()) AS now
FROM concerts c
CROSS JOIN LATERAL (
  SELECT to_char(min(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "firstDate",
         to_char(max(starts_at) AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') AS "lastDate",
         coalesce(json_agg(json_build_object('performanceId', id, 'startsAt',
           to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
           ORDER BY starts_at), '[]') AS dates
  FROM performances WHERE concert_id = c.id) d
WHERE $1::int IS NULL OR c.id = $1::int ORDER BY c.id
