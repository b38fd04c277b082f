-- Locks a concert's row against other editors. The lock does not delay holds, whose foreign keys
-- need only a KEY SHARE lock.
-- Parameters: $1 concert id.
-- Returns {version, state, archived}; no row without the concert.
SELECT version, state, archived FROM concerts WHERE id = $1::int FOR NO KEY UPDATE
