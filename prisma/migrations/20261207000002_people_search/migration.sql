-- Staff search people by the beginning of an e-mail address or a name, in lower case. The collation
-- "C" makes a beginning a range of the index, and the id orders equal names.
CREATE INDEX users_by_email ON users (lower(email) COLLATE "C", id);
CREATE INDEX users_by_name ON users (lower(name) COLLATE "C", id);

-- Cells of an export (RFC 4180). The database writes them, so that an instance passes on pages of text
-- instead of reading rows and writing cells. PostgreSQL inlines these functions: each is as volatile as
-- the functions that it calls.

-- A text that a spreadsheet would run as a formula gets a leading apostrophe. The last four characters of
-- the list are the wide forms of the first four.
CREATE FUNCTION csv_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN value <> '' AND strpos(E'=+-@\t\r＝＋－＠', left(value, 1)) > 0
    THEN CASE WHEN value ~ '[",\r\n]' THEN '"''' || replace(value, '"', '""') || '"' ELSE '''' || value END
  WHEN value ~ '[",\r\n]' THEN '"' || replace(value, '"', '""') || '"'
  ELSE value
END;
-- An instant in UTC, ISO 8601.
CREATE FUNCTION csv_instant(value timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
-- A user's name and e-mail address as two cells; masked unless the reader may see them, with a fixed
-- number of stars. Empty for a row without a user.
CREATE FUNCTION csv_person(name text, email text, visible boolean) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
  WHEN visible THEN concat(csv_text(name), ',', csv_text(email))
  WHEN name IS NULL THEN ','
  ELSE concat(csv_text(left(name, 1) || '**'), ',',
              csv_text(left(email, 1) || '***' || substring(email FROM '@[^@]*$')))
END;
