-- A person may hold several tokens of one line, and has one place: its end spends all that they have been given until then. Of a turn
-- that is told, PostgreSQL knows which those are, whatever the line's store forgets: all up to the last number that the line had given.
ALTER TABLE turns
  ADD COLUMN spends_epoch INTEGER,
  ADD COLUMN spends_number INTEGER;
UPDATE turns SET spends_epoch = epoch, spends_number = number;
ALTER TABLE turns
  ALTER COLUMN spends_epoch SET NOT NULL,
  ALTER COLUMN spends_number SET NOT NULL,
  ADD CONSTRAINT turns_spends_itself CHECK ((spends_epoch, spends_number) >= (epoch, number));
