-- Runs one check of the audit: audit.ts inserts a file of sql/ as the subquery `checked`.
-- $1 number of breaches to describe.
-- Returns {looked: checked rows, breaches: rows in breach, examples: descriptions of up to $1
-- breaches}.
SELECT count(*)::int AS looked, count(breach)::int AS breaches,
       coalesce((array_agg(subject || ': ' || breach)
                   FILTER (WHERE breach IS NOT NULL))[1:$1], '{}') AS examples
FROM (checked) AS checked
