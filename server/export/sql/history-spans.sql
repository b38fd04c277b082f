-- Reads the recorded part of each concert's history, in the order of the concerts.
-- Parameters: $1 concert ids or null for all.
-- Returns {concertId, title: a cell of CSV, firstHour, lastHour, firstMinute, lastMinute}; an instant is null
-- without such a record.
SELECT c.id AS "concertId", csv_text(c.texts -> 'title' ->> 'ko') AS title,
       h.first AS "firstHour", h.last AS "lastHour",
       m.first AS "firstMinute", m.last AS "lastMinute"
FROM concerts c
CROSS JOIN LATERAL (
  SELECT min(at) AS first, max(at) AS last FROM history_hours WHERE concert_id = c.id
) h
CROSS JOIN LATERAL (
  SELECT min(at) AS first, max(at) AS last FROM history_minutes WHERE concert_id = c.id
) m
WHERE ($1::int[] IS NULL OR c.id = ANY ($1::int[])) AND coalesce(h.first, m.first) IS NOT NULL
ORDER BY c.id
