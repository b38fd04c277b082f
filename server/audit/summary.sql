-- One check of the audit: `checked` stands for a file in sql/, $1 for how many breaches to
-- describe.
-- Returns {looked: checked rows, breaches: rows in breach, examples: up to $1 breaches}.
SELECT count(*)::int AS looked, count(breach)::int AS breaches,
       coalesce((array_agg(subject || ': ' || breach) FILTER (WHERE breach IS NOT NULL))[1:$1], '{}') AS examples
FROM (checked) AS checked
