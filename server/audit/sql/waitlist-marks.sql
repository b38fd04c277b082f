-- Each seat that suits a waiting wish has the mark by which its lapsed hold does not make it free.
-- Inspects every seat of a concert with a waitlist.
SELECT format('performance %s, seat %s', s.performance_id, s.number) AS subject,
       CASE WHEN NOT s.waited AND w.number IS NOT NULL
            THEN format('lacks the mark for wish %s', w.number) END AS breach
FROM waitlists l JOIN performances p ON p.concert_id = l.concert_id
JOIN seats s ON s.performance_id = p.id
LEFT JOIN LATERAL (
  SELECT number FROM wishes w
  WHERE w.concert_id = l.concert_id AND w.status = 'WAITING' AND suits(w, s) LIMIT 1
) w ON true
