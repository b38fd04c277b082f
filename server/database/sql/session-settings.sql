-- Reads settings of this session.
-- $1 names of settings.
-- Returns {name, value} for each setting.
SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name
