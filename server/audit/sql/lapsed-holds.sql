-- No reservation stays HELD for more than five minutes after expiry. A job closes expired holds
-- within seconds. For thousands of simultaneous expiries, the job needs some minutes. Inspects
-- every HELD reservation.
SELECT format('reservation %s', id) AS subject,
       CASE WHEN held_until < clock_timestamp() - interval '5 min'
            THEN format('is HELD, and lapsed at %s', held_until) END AS breach
FROM reservations WHERE status = 'HELD'
