-- Reads settings of the current session.
-- Parameter: $1 names of the settings.
-- Returns {name, value} for each setting.
SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name
