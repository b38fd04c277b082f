-- A guest has a turn outside the queue's order and capacity. A new epoch restores the turn as such,
-- and continues the count of guests that the head of the log has.
ALTER TABLE turns ADD COLUMN guest BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE log_heads ADD COLUMN guests INTEGER NOT NULL DEFAULT 0 CONSTRAINT log_heads_guests CHECK (guests >= 0);
