-- Settings in force in this session.
-- $1 names.
-- Returns {name, value} for each.
SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name
