-- Counts the dates and grades of a concert that a wish names.
-- Parameters: $1 concert id, $2 ids of dates or null, $3 grades or null.
-- Returns {dates, grades}.
SELECT (SELECT count(*) FROM performances
        WHERE concert_id = $1::int AND id = ANY ($2::int[]))::int AS dates,
       (SELECT count(DISTINCT s.grade) FROM performances p JOIN seats s ON s.performance_id = p.id
        WHERE p.concert_id = $1::int AND s.grade = ANY ($3::text[]))::int AS grades
