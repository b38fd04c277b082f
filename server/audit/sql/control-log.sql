-- Each hold that staff ended and each ticket that staff voided has exactly one audit entry, with the
-- same person, concert and reason. A cancellation of the date or concert has one entry for all of its
-- holds and tickets. Each such entry names an existing hold or ticket. Each undo at the door has an
-- audit entry with the same ticket, use, person and reason. Inspects all of them.
SELECT coalesce(c.action || ' ' || c.id, format('audit entry %s', l.id)) AS subject,
       CASE WHEN c.id IS NULL THEN format('names %s, to which nothing was done', l.after)
            WHEN l.id IS NULL AND c.reason IS DISTINCT FROM (
              SELECT reason FROM cancellations WHERE performance_id = c.performance_id)
            THEN 'has no audit entry'
            WHEN l.id IS NULL THEN NULL
            WHEN count(l.id) OVER (PARTITION BY c.action, c.id) > 1 THEN 'has several audit entries'
            WHEN (l.concert_id, l.user_id, l.reason)
                 IS DISTINCT FROM (c.concert_id, c.user_id, c.reason)
            THEN format('entry %s names concert %s, user %s and another reason or person',
                        l.id, l.concert_id, l.user_id) END AS breach
FROM (
  SELECT 'hold.release' AS action, id, performance_id, concert_id, user_id,
         released_reason AS reason
  FROM reservations WHERE released_reason IS NOT NULL
  UNION ALL
  SELECT 'ticket.void', t.id, t.performance_id, r.concert_id, r.user_id, t.void_reason
  FROM tickets t JOIN payments p ON p.id = t.payment_id JOIN reservations r ON r.id = coalesce(t.reservation_id, p.reservation_id)
  WHERE t.void_reason IS NOT NULL
) c
FULL JOIN (SELECT *, (coalesce(after ->> 'reservationId', after ->> 'ticketId'))::int AS subject_id
           FROM audit_log WHERE action IN ('hold.release', 'ticket.void')) l
  ON l.action = c.action AND l.subject_id = c.id
UNION ALL
SELECT format('undo of ticket %s, used at %s', ticket_id, used_at),
       CASE WHEN undone.count IS DISTINCT FROM logged.count
            THEN format('happened %s times, and has %s audit entries',
                        coalesce(undone.count, 0), coalesce(logged.count, 0)) END
FROM (SELECT ticket_id, used_at, undone_by_id AS by_id, undo_reason AS reason, count(*) AS count
      FROM door_scans WHERE undone_at IS NOT NULL GROUP BY 1, 2, 3, 4) undone
FULL JOIN (SELECT (before ->> 'ticketId')::int AS ticket_id,
                  (before ->> 'usedAt')::timestamptz AS used_at, actor_id AS by_id, reason,
                  count(*) AS count
           FROM audit_log WHERE action = 'door.undo' GROUP BY 1, 2, 3, 4) logged
  USING (ticket_id, used_at, by_id, reason)
