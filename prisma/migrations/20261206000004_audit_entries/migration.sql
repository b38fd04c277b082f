-- An audit entry states what a change replaced. The earlier details are the values after the change.
-- The entries of a person, an administrator, an action or a period are read newest first.
ALTER TABLE audit_log RENAME COLUMN details TO after;
ALTER TABLE audit_log
  ALTER COLUMN after DROP NOT NULL,
  ADD COLUMN before JSONB,
  ADD COLUMN user_id UUID,
  ADD CONSTRAINT audit_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD CONSTRAINT audit_log_values CHECK (coalesce(jsonb_typeof(before), 'object') = 'object' AND coalesce(jsonb_typeof(after), 'object') = 'object');
CREATE INDEX audit_log_user_id_id_idx ON audit_log (user_id, id);
CREATE INDEX audit_log_actor_id_id_idx ON audit_log (actor_id, id);
CREATE INDEX audit_log_action_id_idx ON audit_log (action, id);
CREATE INDEX audit_log_at_idx ON audit_log (at);
