-- Staff can end a hold and void a ticket, each with a reason that its owner may read.
ALTER TABLE reservations
  ADD COLUMN released_reason TEXT,
  ADD CONSTRAINT reservations_released_reason CHECK (released_reason IS NULL OR (status = 'RELEASED' AND length(released_reason) BETWEEN 1 AND 500));
ALTER TABLE tickets
  ADD COLUMN void_reason TEXT,
  ADD CONSTRAINT tickets_void_reason CHECK (void_reason IS NULL OR (voided_at IS NOT NULL AND length(void_reason) BETWEEN 1 AND 500));
