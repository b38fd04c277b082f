-- Writes seats of a date: inserts new ones, and changes the plan of existing ones. Owners, holds and
-- blocks stay. Does not write an unchanged seat. The caller must hold the locks of lock-plan.sql.
-- Parameters: $1 performance id, $2 JSON list of {seat, grade, price, kind, companionOf, row,
-- column}; the last four may be missing.
INSERT INTO seats AS s
  (performance_id, number, grade, price_krw, kind, companion_of, plan_row, plan_column)
SELECT $1::int, seat, grade, price, coalesce(kind, 'STANDARD')::"SeatKind", "companionOf", "row",
       "column"
FROM jsonb_to_recordset($2::jsonb)
  AS plan (seat smallint, grade text, price bigint, kind text, "companionOf" smallint,
           "row" smallint, "column" smallint)
ORDER BY seat
ON CONFLICT (performance_id, number) DO UPDATE
SET grade = excluded.grade, price_krw = excluded.price_krw, kind = excluded.kind,
    companion_of = excluded.companion_of, plan_row = excluded.plan_row,
    plan_column = excluded.plan_column
WHERE (s.grade, s.price_krw, s.kind, s.companion_of, s.plan_row, s.plan_column)
      IS DISTINCT FROM
      (excluded.grade, excluded.price_krw, excluded.kind, excluded.companion_of,
       excluded.plan_row, excluded.plan_column)
