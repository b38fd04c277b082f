-- Locks a concert's row against other editors. The lock does not delay holds, whose foreign keys
-- need only a KEY SHARE lock.
-- Parameters: $1 concert id.
-- Returns {version, state, archived, isOver}; no row without the concert. The field state is the
-- stored state. The field isOver is true from the end of the last date, except for a draft and
-- without dates.
SELECT version, state, archived,
       state <> 'DRAFT' AND coalesce((SELECT max(ends_at) <= clock_timestamp() FROM performances
                                      WHERE concert_id = c.id AND cancelled_at IS NULL), false)
         AS "isOver"
FROM concerts c WHERE id = $1::int FOR NO KEY UPDATE
