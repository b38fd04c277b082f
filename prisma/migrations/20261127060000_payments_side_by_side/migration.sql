-- Payments of different people do not undo each other. An update that changes what an index covers, its condition too, writes to every
-- index of its table; and under SERIALIZABLE whoever reads an index page conflicts with whoever writes to it. Reservations that are paid
-- at the same time have been made at the same time, so their entries share a page: 60 payments at once over 10 connections took 250
-- transactions, and 66 where no index covers what a payment changes and pages have room for the new versions of their rows.

-- The sweeper looks at what it has not settled yet, which a payment leaves as it is.
ALTER TABLE reservations ADD COLUMN swept BOOLEAN NOT NULL DEFAULT false;
UPDATE reservations SET swept = true WHERE status <> 'HELD';
DROP INDEX reservations_held_until;
CREATE INDEX reservations_unswept ON reservations (held_until) WHERE NOT swept;

-- At most one HELD reservation per person and concert: the one that the buyer's row points at, which is locked to make another.
DROP INDEX reservations_one_held;

ALTER TABLE seats SET (fillfactor = 50);
ALTER TABLE buyers SET (fillfactor = 50);
ALTER TABLE reservations SET (fillfactor = 50);
ALTER TABLE accounts SET (fillfactor = 50);
