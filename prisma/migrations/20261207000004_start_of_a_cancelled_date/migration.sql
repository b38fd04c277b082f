-- A cancelled date stays, but another date may take its start. The plain index serves the reads of
-- all dates of a concert.
DROP INDEX performances_concert_id_starts_at_key;
CREATE UNIQUE INDEX performances_concert_id_starts_at_key ON performances (concert_id, starts_at)
  WHERE cancelled_at IS NULL;
CREATE INDEX performances_concert_id_starts_at_idx ON performances (concert_id, starts_at);
