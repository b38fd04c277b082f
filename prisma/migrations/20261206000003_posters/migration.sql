-- Posters are in the database, so that every instance serves them. The hash is the SHA-256 of the
-- uploaded file: the same file is one poster, and the content of an address never changes.
CREATE TABLE posters (
  id         SERIAL NOT NULL,
  hash       TEXT NOT NULL CONSTRAINT posters_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT posters_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX posters_hash_key ON posters (hash);

-- One re-encoded image per width. The bytes are compressed already.
CREATE TABLE poster_sizes (
  poster_id INTEGER NOT NULL,
  width     SMALLINT NOT NULL,
  height    SMALLINT NOT NULL,
  bytes     BYTEA NOT NULL CONSTRAINT poster_sizes_not_empty CHECK (octet_length(bytes) > 0),
  CONSTRAINT poster_sizes_pkey PRIMARY KEY (poster_id, width),
  CONSTRAINT poster_sizes_poster_id_fkey FOREIGN KEY (poster_id) REFERENCES posters (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT poster_sizes_dimensions CHECK (width > 0 AND height > 0)
);
ALTER TABLE poster_sizes ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE concerts ADD CONSTRAINT concerts_poster_id_fkey
  FOREIGN KEY (poster_id) REFERENCES posters (id) ON DELETE RESTRICT ON UPDATE CASCADE;
