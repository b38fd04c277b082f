-- Finds the concerts with seats about which their waitlists have to decide.
-- Returns {concertId}.
SELECT DISTINCT concert_id AS "concertId" FROM performances
WHERE id IN (SELECT performance_id FROM seats WHERE kept)
