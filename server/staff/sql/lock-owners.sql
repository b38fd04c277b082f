-- Locks the grants of all owners, so that concurrent removals of owners run one after the other.
-- Parameters: none.
-- Returns {userId} of each owner. A transaction that waited for the locks fails with 40001.
SELECT user_id::text AS "userId" FROM staff_grants WHERE role = 'OWNER' ORDER BY id FOR UPDATE
