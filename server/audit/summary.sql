-- Summarizes a check of the audit. The code in audit.ts replaces `checked` with the query of a file
-- in sql/.
-- Parameters: $1 maximum number of described breaches.
-- Returns {looked: number of inspected rows, breaches: number of rows that break the invariant,
-- examples: descriptions of up to $1 breaches}.
SELECT count(*)::int AS looked, count(breach)::int AS breaches,
       coalesce((array_agg(subject || ': ' || breach)
                   FILTER (WHERE breach IS NOT NULL))[1:$1], '{}') AS examples
FROM (checked) AS checked
