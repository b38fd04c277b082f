-- CreateEnum
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');

-- CreateEnum
CREATE TYPE "Grade" AS ENUM ('VIP', 'R', 'S', 'A');

-- CreateEnum
CREATE TYPE "ReservationStatus" AS ENUM ('HELD', 'PAID', 'EXPIRED', 'RELEASED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "AccountKind" AS ENUM ('PERSON', 'FUNDING', 'REVENUE');

-- CreateEnum
CREATE TYPE "LedgerKind" AS ENUM ('CHARGE', 'PAYMENT', 'REFUND');

-- CreateEnum
CREATE TYPE "OutboxKind" AS ENUM ('PLACE_SPENT');

-- CreateEnum
CREATE TYPE "Operation" AS ENUM ('CHARGE', 'PAY', 'CANCEL', 'REFUND');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" "Role" NOT NULL DEFAULT 'USER',
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identities" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "concerts" (
    "id" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "venue" TEXT NOT NULL,
    "venue_en" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "description_en" TEXT NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "line_opens_at" TIMESTAMPTZ(3),
    "max_seats" SMALLINT NOT NULL DEFAULT 4,
    "hold_seconds" INTEGER,
    "capacity" INTEGER,
    "rate_per_minute" INTEGER,
    "session_seconds" INTEGER,
    "claim_seconds" INTEGER,
    "grace_seconds" INTEGER,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "pause_reason" TEXT,
    "message" TEXT,
    "policy_version" INTEGER NOT NULL DEFAULT 1,
    "queue_epoch" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "concerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_defaults" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "hold_seconds" INTEGER NOT NULL,
    "capacity" INTEGER NOT NULL,
    "rate_per_minute" INTEGER NOT NULL,
    "session_seconds" INTEGER NOT NULL,
    "claim_seconds" INTEGER NOT NULL,
    "grace_seconds" INTEGER NOT NULL,
    "recovery_seconds" INTEGER NOT NULL,

    CONSTRAINT "policy_defaults_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "demonstration" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "instance_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "performances" (
    "id" SERIAL NOT NULL,
    "concert_id" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "performances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seats" (
    "performance_id" INTEGER NOT NULL,
    "number" SMALLINT NOT NULL,
    "grade" "Grade" NOT NULL,
    "price_krw" BIGINT NOT NULL,
    "reservation_id" INTEGER,
    "held_until" TIMESTAMPTZ(3),
    "blocked_reason" TEXT,

    CONSTRAINT "seats_pkey" PRIMARY KEY ("performance_id","number")
);

-- CreateTable
CREATE TABLE "buyers" (
    "user_id" UUID NOT NULL,
    "concert_id" INTEGER NOT NULL,
    "held_reservation_id" INTEGER,
    "seats_held" SMALLINT NOT NULL DEFAULT 0,
    "seats_paid" SMALLINT NOT NULL DEFAULT 0,
    "seat_limit" SMALLINT NOT NULL,
    "ended_epoch" INTEGER NOT NULL DEFAULT 0,
    "ended_number" BIGINT NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "buyers_pkey" PRIMARY KEY ("user_id","concert_id")
);

-- CreateTable
CREATE TABLE "reservations" (
    "id" SERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "concert_id" INTEGER NOT NULL,
    "performance_id" INTEGER NOT NULL,
    "status" "ReservationStatus" NOT NULL DEFAULT 'HELD',
    "seats" SMALLINT[],
    "prices_krw" BIGINT[],
    "held_until" TIMESTAMPTZ(3) NOT NULL,
    "extensions" SMALLINT NOT NULL DEFAULT 0,
    "place_epoch" INTEGER NOT NULL,
    "place_number" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" SERIAL NOT NULL,
    "kind" "AccountKind" NOT NULL,
    "user_id" UUID,
    "balance_krw" BIGINT,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transactions" (
    "id" SERIAL NOT NULL,
    "kind" "LedgerKind" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "transaction_id" INTEGER NOT NULL,
    "account_id" INTEGER NOT NULL,
    "amount_krw" BIGINT NOT NULL,
    "balance_after_krw" BIGINT,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("transaction_id","account_id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" SERIAL NOT NULL,
    "reservation_id" INTEGER NOT NULL,
    "concert_id" INTEGER NOT NULL,
    "amount_krw" BIGINT NOT NULL,
    "place_epoch" INTEGER NOT NULL,
    "place_number" BIGINT NOT NULL,
    "transaction_id" INTEGER NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" SERIAL NOT NULL,
    "payment_id" INTEGER NOT NULL,
    "transaction_id" INTEGER NOT NULL,
    "amount_krw" BIGINT NOT NULL,
    "fee_krw" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "by_user_id" UUID NOT NULL,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tickets" (
    "id" SERIAL NOT NULL,
    "payment_id" INTEGER NOT NULL,
    "performance_id" INTEGER NOT NULL,
    "seat_number" SMALLINT NOT NULL,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "tickets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "kind" "OutboxKind" NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "user_id" UUID NOT NULL,
    "operation" "Operation" NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("user_id","operation","key")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" SERIAL NOT NULL,
    "actor_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "concert_id" INTEGER,
    "reason" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "performances_concert_id_starts_at_key" ON "performances"("concert_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "performances_id_concert_id_key" ON "performances"("id", "concert_id");

-- CreateIndex
CREATE INDEX "reservations_user_id_id_idx" ON "reservations"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "reservations_id_performance_id_key" ON "reservations"("id", "performance_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_user_id_key" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "ledger_entries_account_id_transaction_id_idx" ON "ledger_entries"("account_id", "transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_reservation_id_key" ON "payments"("reservation_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_transaction_id_key" ON "payments"("transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_concert_id_place_epoch_place_number_key" ON "payments"("concert_id", "place_epoch", "place_number");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_payment_id_key" ON "refunds"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_transaction_id_key" ON "refunds"("transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "tickets_payment_id_seat_number_key" ON "tickets"("payment_id", "seat_number");

-- CreateIndex
CREATE INDEX "audit_log_concert_id_id_idx" ON "audit_log"("concert_id", "id");

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "performances" ADD CONSTRAINT "performances_concert_id_fkey" FOREIGN KEY ("concert_id") REFERENCES "concerts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seats" ADD CONSTRAINT "seats_performance_id_fkey" FOREIGN KEY ("performance_id") REFERENCES "performances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seats" ADD CONSTRAINT "seats_reservation_id_performance_id_fkey" FOREIGN KEY ("reservation_id", "performance_id") REFERENCES "reservations"("id", "performance_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "buyers" ADD CONSTRAINT "buyers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "buyers" ADD CONSTRAINT "buyers_concert_id_fkey" FOREIGN KEY ("concert_id") REFERENCES "concerts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_user_id_concert_id_fkey" FOREIGN KEY ("user_id", "concert_id") REFERENCES "buyers"("user_id", "concert_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_performance_id_concert_id_fkey" FOREIGN KEY ("performance_id", "concert_id") REFERENCES "performances"("id", "concert_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_reservation_id_fkey" FOREIGN KEY ("reservation_id") REFERENCES "reservations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_by_user_id_fkey" FOREIGN KEY ("by_user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_concert_id_fkey" FOREIGN KEY ("concert_id") REFERENCES "concerts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- ─────────────────────────────────────────────────────────────────────────────
-- From here on: what Prisma's schema language cannot say. The wrong state cannot be written.

-- Users. E-mail addresses are compared without case: they are stored in lower case.
ALTER TABLE users
  ADD CONSTRAINT users_email_form CHECK (email = lower(email) AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
  ADD CONSTRAINT users_name_length CHECK (length(name) BETWEEN 1 AND 100);

-- Concerts and the policy of their lines.
ALTER TABLE concerts
  ADD CONSTRAINT concerts_max_seats_range CHECK (max_seats BETWEEN 1 AND 50),
  ADD CONSTRAINT concerts_hold_seconds_range CHECK (hold_seconds BETWEEN 1 AND 3600),
  ADD CONSTRAINT concerts_capacity_range CHECK (capacity BETWEEN 1 AND 100000),
  ADD CONSTRAINT concerts_rate_range CHECK (rate_per_minute BETWEEN 1 AND 600000),
  ADD CONSTRAINT concerts_session_range CHECK (session_seconds BETWEEN 1 AND 86400),
  ADD CONSTRAINT concerts_claim_range CHECK (claim_seconds BETWEEN 1 AND 3600),
  ADD CONSTRAINT concerts_grace_range CHECK (grace_seconds BETWEEN 1 AND 3600),
  ADD CONSTRAINT concerts_line_opens_first CHECK (line_opens_at <= opens_at),
  ADD CONSTRAINT concerts_pause_has_reason CHECK (paused = (pause_reason IS NOT NULL)),
  ADD CONSTRAINT concerts_pause_reason_length CHECK (length(pause_reason) BETWEEN 1 AND 200),
  ADD CONSTRAINT concerts_message_length CHECK (length(message) BETWEEN 1 AND 500),
  ADD CONSTRAINT concerts_policy_version_positive CHECK (policy_version >= 1),
  ADD CONSTRAINT concerts_queue_epoch_range CHECK (queue_epoch BETWEEN 1 AND 1048575);

ALTER TABLE policy_defaults
  ADD CONSTRAINT policy_defaults_one_row CHECK (id = 1),
  ADD CONSTRAINT policy_defaults_version_positive CHECK (version >= 1),
  ADD CONSTRAINT policy_defaults_ranges CHECK (
    hold_seconds BETWEEN 1 AND 3600 AND capacity BETWEEN 1 AND 100000 AND rate_per_minute BETWEEN 1 AND 600000
    AND session_seconds BETWEEN 1 AND 86400 AND claim_seconds BETWEEN 1 AND 3600
    AND grace_seconds BETWEEN 1 AND 3600 AND recovery_seconds BETWEEN 0 AND 3600);
INSERT INTO policy_defaults (hold_seconds, capacity, rate_per_minute, session_seconds, claim_seconds, grace_seconds, recovery_seconds)
VALUES (300, 100, 600, 600, 120, 180, 75);

ALTER TABLE instance_settings ADD CONSTRAINT instance_settings_one_row CHECK (id = 1);
INSERT INTO instance_settings (id) VALUES (1);

ALTER TABLE performances ADD CONSTRAINT performances_end_after_start CHECK (ends_at > starts_at);

-- Seats. held_until without an owner means nothing; a seat taken from sale has no owner.
ALTER TABLE seats
  ADD CONSTRAINT seats_number_range CHECK (number BETWEEN 1 AND 50),
  ADD CONSTRAINT seats_price_range CHECK (price_krw BETWEEN 1 AND 10000000),
  ADD CONSTRAINT seats_held_has_owner CHECK (held_until IS NULL OR reservation_id IS NOT NULL),
  ADD CONSTRAINT seats_blocked_unowned CHECK (blocked_reason IS NULL OR reservation_id IS NULL),
  ADD CONSTRAINT seats_blocked_reason_length CHECK (length(blocked_reason) BETWEEN 1 AND 200);

-- Buyers. The limit per person and concert covers held and paid seats together.
ALTER TABLE buyers
  ADD CONSTRAINT buyers_seat_limit CHECK (seats_held >= 0 AND seats_paid >= 0 AND seats_held + seats_paid <= seat_limit),
  ADD CONSTRAINT buyers_held_counts CHECK ((held_reservation_id IS NULL) = (seats_held = 0)),
  ADD CONSTRAINT buyers_ended_range CHECK (ended_epoch >= 0 AND ended_number >= 0);

ALTER TABLE reservations
  ADD CONSTRAINT reservations_seats_priced CHECK (cardinality(seats) BETWEEN 1 AND 50 AND cardinality(seats) = cardinality(prices_krw)),
  ADD CONSTRAINT reservations_seat_numbers CHECK (1 <= ALL (seats) AND 50 >= ALL (seats)),
  ADD CONSTRAINT reservations_prices CHECK (0 < ALL (prices_krw)),
  ADD CONSTRAINT reservations_extensions_range CHECK (extensions BETWEEN 0 AND 2),
  ADD CONSTRAINT reservations_closed CHECK ((status IN ('HELD', 'PAID')) = (closed_at IS NULL)),
  ADD CONSTRAINT reservations_place_range CHECK (place_epoch >= 1 AND place_number >= 1);
-- At most one HELD reservation per person and concert.
CREATE UNIQUE INDEX reservations_one_held ON reservations (user_id, concert_id) WHERE status = 'HELD';
-- What the sweeper looks for.
CREATE INDEX reservations_held_until ON reservations (held_until) WHERE status = 'HELD';

-- The ledger.
ALTER TABLE accounts
  ADD CONSTRAINT accounts_person_has_wallet CHECK ((kind = 'PERSON') = (user_id IS NOT NULL) AND (kind = 'PERSON') = (balance_krw IS NOT NULL)),
  ADD CONSTRAINT accounts_balance_not_negative CHECK (balance_krw >= 0);
CREATE UNIQUE INDEX accounts_one_house_account ON accounts (kind) WHERE kind <> 'PERSON';
INSERT INTO accounts (kind) VALUES ('FUNDING'), ('REVENUE');

-- Every person has exactly one wallet from the moment they exist.
CREATE FUNCTION open_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO accounts (kind, user_id, balance_krw) VALUES ('PERSON', NEW.id, 0);
  RETURN NULL;
END $$;
CREATE TRIGGER users_open_wallet AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION open_wallet();

ALTER TABLE ledger_entries
  ADD CONSTRAINT ledger_entries_amount_not_zero CHECK (amount_krw <> 0),
  ADD CONSTRAINT ledger_entries_balance_not_negative CHECK (balance_after_krw >= 0);
-- Judged on the statement's own rows and not by a query of the table: under SERIALIZABLE such a query would read the page
-- that every other payment writes, and all of them would conflict.
CREATE FUNCTION entries_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM inserted GROUP BY transaction_id HAVING sum(amount_krw) <> 0) THEN
    RAISE EXCEPTION 'the entries of a ledger transaction must sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_sum_to_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_sum_to_zero AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION entries_sum_to_zero();

ALTER TABLE payments
  ADD CONSTRAINT payments_amount_positive CHECK (amount_krw > 0),
  ADD CONSTRAINT payments_place_range CHECK (place_epoch >= 1 AND place_number >= 1);
ALTER TABLE refunds
  ADD CONSTRAINT refunds_amounts CHECK (amount_krw > 0 AND fee_krw >= 0),
  ADD CONSTRAINT refunds_reason_length CHECK (length(reason) BETWEEN 1 AND 500);

-- One valid ticket a seat.
ALTER TABLE tickets ADD CONSTRAINT tickets_performance_id_seat_number_fkey FOREIGN KEY (performance_id, seat_number) REFERENCES seats (performance_id, number) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX tickets_one_valid_per_seat ON tickets (performance_id, seat_number) WHERE voided_at IS NULL;

ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_form CHECK (key ~ '^[A-Za-z0-9_-]{8,64}$');
ALTER TABLE audit_log ADD CONSTRAINT audit_log_reason_length CHECK (length(reason) BETWEEN 1 AND 500);

-- History is never rewritten: corrections are new rows.
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER refunds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refunds FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER idempotency_keys_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON idempotency_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
