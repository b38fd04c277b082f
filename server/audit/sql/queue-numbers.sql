-- The number block of an epoch is above the number blocks of all earlier epochs, so that a queue
-- issues each number once. The concert's row contains the latest epoch. Inspects every epoch.
SELECT format('epoch %s of queue %s', epoch, concert_id) AS subject,
       CASE WHEN before > base
            THEN format('begins after %s, and an earlier one issued up to %s', base, before)
            WHEN epoch = latest AND queue_epoch <> epoch
            THEN format('is the latest, its concert is at %s', queue_epoch) END AS breach
FROM (
  SELECT q.*, c.queue_epoch, max(epoch) OVER (PARTITION BY concert_id) AS latest,
         max(reserved) OVER (PARTITION BY concert_id ORDER BY epoch
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM queue_epochs q JOIN concerts c ON c.id = concert_id) epoch
