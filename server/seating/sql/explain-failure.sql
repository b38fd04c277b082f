-- The asked seats as they stand, to tell a refused person why. $1 performance, $2 seat numbers. Returns {number, blocked}.
SELECT number, blocked_reason IS NOT NULL AS blocked FROM seats WHERE performance_id = $1::int AND number = ANY ($2::smallint[])
