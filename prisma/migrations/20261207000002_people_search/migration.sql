-- Staff search people by the beginning of an e-mail address or a name, in lower case. The collation
-- "C" makes a beginning a range of the index, and the id orders equal names.
CREATE INDEX users_by_email ON users (lower(email) COLLATE "C", id);
CREATE INDEX users_by_name ON users (lower(name) COLLATE "C", id);
