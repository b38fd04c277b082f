-- Reads what a user would lose with the account: the balance, and the tickets of shows that have not
-- ended, also of a cancelled date whose refund is still due.
-- Parameter: $1 user id.
-- Returns {balanceKrw, tickets}.
SELECT (SELECT balance_krw FROM accounts WHERE user_id = $1::uuid) AS "balanceKrw",
       (SELECT count(*)::int FROM reservations r
        JOIN performances p ON p.id = r.performance_id
        CROSS JOIN LATERAL tickets_of(r.id) t
        WHERE r.user_id = $1::uuid AND r.status = 'PAID' AND t.refund_id IS NULL
          AND p.ends_at > clock_timestamp()) AS tickets
