-- Reads the names of the fields that a concert's later versions changed.
-- Parameters: $1 concert id, $2 version that the editor has read.
-- Returns one row {fields}, in alphabetical order.
SELECT coalesce(array_agg(DISTINCT field ORDER BY field), '{}') AS fields
FROM concert_changes CROSS JOIN unnest(fields) field
WHERE concert_id = $1::int AND version > $2::int
