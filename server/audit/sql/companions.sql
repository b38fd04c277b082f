-- Each reservation with a companion seat has the wheelchair seat of the companion seat. Inspects every
-- held or sold companion seat.
SELECT format('performance %s, seat %s', s.performance_id, s.number) AS subject,
       CASE WHEN is_lone_companion(s.companion_of, r.seats)
            THEN format('belongs to reservation %s of the seats %s, without seat %s',
              r.id, r.seats, s.companion_of) END AS breach
FROM seats s JOIN reservations r ON r.id = s.reservation_id
WHERE s.companion_of IS NOT NULL AND r.status IN ('HELD', 'PAID')
