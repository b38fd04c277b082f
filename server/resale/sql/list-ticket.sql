-- Lists a ticket for resale. The index resales_one_open makes the transaction fail if its seat is
-- listed. The caller must hold the lock of the owner's buyer row.
-- Parameters: $1 ticket id, $2 reservation id, $3 performance id, $4 seat number, $5 price in won.
INSERT INTO resales (ticket_id, reservation_id, performance_id, seat_number, price_krw)
VALUES ($1::int, $2::int, $3::int, $4::smallint, $5::bigint)
