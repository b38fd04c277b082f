import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { wrongStates } from '#tests/support/wrong-states.ts';

let stores: TestStores;
let client: pg.Client;
beforeAll(async () => {
  stores = await testStores();
  client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  await client.query(
    readFileSync(
      path.join(import.meta.dirname, '../tests/support/a-row-in-every-table.sql'),
      'utf8',
    ),
  );
});
afterAll(async () => {
  await client.end();
  await stores.close();
});

/**
 * Returns PostgreSQL's error for the statements, including deferred constraints; null if PostgreSQL
 * accepts them all. Always rolls back.
 */
async function refusalOf(...statements: string[]): Promise<pg.DatabaseError | null> {
  await client.query('BEGIN');
  try {
    for (const statement of [...statements, 'SET CONSTRAINTS ALL IMMEDIATE'])
      await client.query(statement);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function list(query: string): Promise<string[]> {
  const { rows } = await client.query<[string]>({ text: query, rowMode: 'array' });
  return rows.map(([first]) => first);
}
const tables =
  "relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'";

test.each(Object.entries(wrongStates))(
  '%s refuses every statement that would violate it',
  async (constraint, statements) => {
    expect(statements).not.toEqual([]);
    for (const statement of statements) {
      expect({ statement, refused: (await refusalOf(statement))?.constraint }).toEqual({
        statement,
        refused: constraint,
      });
    }
  },
);

test('every CHECK, unique index and deferred rule has a statement that violates it', async () => {
  const there = await list(`
    SELECT conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid WHERE contype IN ('c', 't') AND ${tables} UNION ALL
    SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class c ON c.oid = indrelid
    WHERE indisunique AND NOT indisprimary AND c.${tables.replaceAll(' AND ', ' AND c.')}`);
  expect(Object.keys(wrongStates).sort()).toEqual(there.sort());
});

test('the test data has a row in every table', async () => {
  for (const table of await list(`SELECT relname FROM pg_class WHERE ${tables}`)) {
    expect({
      table,
      empty: await list(`SELECT count(*) FROM ${table} HAVING count(*) = 0`),
    }).toEqual({ table, empty: [] });
  }
});

/**
 * Disables the append-only triggers, because they refuse the statement before the constraint under
 * test does.
 */
const rewritable = (table: string) => `ALTER TABLE ${table} DISABLE TRIGGER USER`;

test('every primary key refuses a duplicate row', async () => {
  for (const table of await list(`SELECT relname FROM pg_class WHERE ${tables}`)) {
    const refusal = await refusalOf(
      rewritable(table),
      `INSERT INTO ${table} SELECT * FROM ${table} LIMIT 1`,
    );
    expect({ table, refused: refusal?.constraint }).toEqual({ table, refused: `${table}_pkey` });
  }
});

test('every foreign key refuses a dangling reference, and only an outbox’s rows go with their cause', async () => {
  const { rows } = await client.query<{
    name: string;
    table: string;
    column: string;
    type: string;
    onDelete: string;
  }>(`
    SELECT conname AS name, relname AS "table", attname AS "column", atttypid::regtype::text AS type, confdeltype AS "onDelete"
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'`);
  expect(rows.length).toBeGreaterThan(20);
  for (const { name, table, column, type, onDelete } of rows) {
    const nothing = { uuid: 'gen_random_uuid()', smallint: '50' }[type] ?? '2147483647';
    const row = `ctid = (SELECT ctid FROM ${table} WHERE ${column} IS NOT NULL ORDER BY ctid DESC LIMIT 1)`;
    const refusal = await refusalOf(
      rewritable(table),
      `UPDATE ${table} SET ${column} = ${nothing} WHERE ${row}`,
    );
    expect({ name, refused: refusal?.constraint, onDelete }).toEqual({
      name,
      refused: name,
      onDelete: expect.stringMatching(table === 'pushes' ? /^c$/ : /^[ar]$/) as string,
    });
  }
});

test('a seat can name its reservation before it exists, but not at COMMIT', async () => {
  await expect(
    client.query('UPDATE seats SET reservation_id = 9 WHERE number = 5; COMMIT'),
  ).rejects.toMatchObject({
    constraint: 'seats_reservation_id_performance_id_fkey',
  });
  expect(
    await refusalOf(
      "UPDATE seats SET reservation_id = 4, held_until = '2030-01-01' WHERE number = 5",
      `INSERT INTO reservations (id, user_id, concert_id, performance_id, status, seats, prices_krw, held_until, place_epoch, place_number)
     SELECT 4, user_id, concert_id, performance_id, 'PAID', '{5}', '{100}', held_until, 1, 4 FROM reservations WHERE id = 1`,
    ),
  ).toBeNull();
});

test('ownership of seats is checked at COMMIT, not in between', async () => {
  const [pointed, unpointed] = [
    'held_reservation_id = 4, seats_held = 1',
    'held_reservation_id = NULL, seats_held = 0',
  ];
  const points = (at: string) => `UPDATE buyers SET ${at} WHERE concert_id = 1`;
  const closes = (id: number) =>
    `UPDATE reservations SET status = 'RELEASED', closed_at = now() WHERE id = ${String(id)}`;
  const another = `
    INSERT INTO reservations (id, user_id, concert_id, performance_id, seats, prices_krw, held_until, place_epoch, place_number)
    SELECT 4, user_id, concert_id, performance_id, '{5}', '{100}', held_until, 1, 4 FROM reservations WHERE id = 2`;
  expect(await refusalOf(points(unpointed), another, points(pointed), closes(2))).toBeNull();
  expect(
    await refusalOf(another, closes(2), points(pointed), closes(4), points(unpointed)),
  ).toBeNull();
  expect(await refusalOf(another, closes(2), points(pointed), closes(4))).toMatchObject({
    code: '23514',
  });
});

test('a seat cannot belong to a reservation of another performance', async () => {
  const refusal = await refusalOf("INSERT INTO seats VALUES (2, 1, 'R', 100, 1)");
  expect(refusal?.constraint).toBe('seats_reservation_id_performance_id_fkey');
});

test('every required column refuses NULL', async () => {
  const { rows } = await client.query<{ table: string; column: string }>(`
    SELECT relname AS "table", attname AS "column" FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND attnotnull AND NOT attisdropped AND ${tables}`);
  for (const { table, column } of rows) {
    const refusal = await refusalOf(rewritable(table), `UPDATE ${table} SET ${column} = NULL`);
    expect({ table, column, code: refusal?.code, refused: refusal?.column }).toEqual({
      table,
      column,
      code: '23502',
      refused: column,
    });
  }
});

test('only these columns are nullable', async () => {
  const nullable = await list(`
    SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND NOT attnotnull AND NOT attisdropped AND ${tables} ORDER BY 1`);
  expect(nullable).toMatchInlineSnapshot(`
    [
      "accounts.balance_krw",
      "accounts.user_id",
      "audit_log.after",
      "audit_log.before",
      "audit_log.concert_id",
      "audit_log.user_id",
      "buyers.held_reservation_id",
      "cancellations.claimed_until",
      "cancellations.finished_at",
      "concerts.cancellation_fees",
      "concerts.capacity",
      "concerts.claim_seconds",
      "concerts.closes_at",
      "concerts.ended_at",
      "concerts.grace_seconds",
      "concerts.hold_seconds",
      "concerts.line_opens_at",
      "concerts.message",
      "concerts.offer_seconds",
      "concerts.pause_reason",
      "concerts.poster_id",
      "concerts.rate_per_minute",
      "concerts.session_seconds",
      "door_scans.issue",
      "door_scans.ticket_id",
      "door_scans.undo_reason",
      "door_scans.undone_at",
      "door_scans.undone_by_id",
      "door_scans.use_id",
      "door_scans.used_at",
      "gifts.closed_at",
      "gifts.email",
      "gifts.received_id",
      "ledger_entries.balance_after_krw",
      "mails.error",
      "mails.expires_at",
      "mails.facts",
      "mails.failed_at",
      "mails.sent_at",
      "mails.used_at",
      "mails.user_id",
      "notice_events.concert_id",
      "notice_events.facts",
      "notice_events.performance_id",
      "notice_events.planned_at",
      "notice_events.reservation_id",
      "notices.concert_id",
      "notices.performance_id",
      "notices.reservation_id",
      "payments.cancellation_fees",
      "payments.place_epoch",
      "payments.place_number",
      "performances.cancelled_at",
      "performances.moved_at",
      "pushes.error",
      "pushes.failed_at",
      "pushes.sent_at",
      "refunds.counted_to",
      "refunds.free_until",
      "resales.closed_at",
      "resales.considered_at",
      "resales.offer_id",
      "resales.refund_id",
      "reservations.closed_at",
      "reservations.gift_payment_id",
      "reservations.place_epoch",
      "reservations.place_number",
      "reservations.released_reason",
      "seats.blocked_reason",
      "seats.companion_of",
      "seats.freed_at",
      "seats.held_until",
      "seats.plan_column",
      "seats.plan_row",
      "seats.reservation_id",
      "sign_ins.changed_at",
      "sign_ins.revoked_at",
      "sign_ins.user_agent",
      "staff_factors.confirmed_at",
      "staff_factors.counter",
      "staff_factors.credential_id",
      "staff_factors.last_step",
      "staff_factors.public_key",
      "staff_factors.secret",
      "staff_factors.used_at",
      "staff_grants.concert_id",
      "staff_sessions.challenge",
      "staff_sessions.challenge_until",
      "staff_sessions.until",
      "tickets.refund_id",
      "tickets.reservation_id",
      "tickets.void_reason",
      "tickets.voided_at",
      "users.credentials_changed_at",
      "users.deleted_at",
      "users.email_verified_at",
      "users.language",
      "users.password_hash",
      "waitlist_decisions.freed_from",
      "waitlist_decisions.freed_to",
      "waitlist_decisions.performance_id",
      "waitlist_decisions.reason",
      "waitlist_decisions.reservation_id",
      "wishes.collecting_since",
      "wishes.collects_at_id",
      "wishes.considered_at",
      "wishes.ended_at",
      "wishes.grades",
      "wishes.performances",
      "wishes.price_max_krw",
      "wishes.reservation_id",
    ]
  `);
});

const appendOnly = [
  'audit_log',
  'idempotency_keys',
  'ledger_entries',
  'ledger_transactions',
  'notices',
  'payments',
  'refunds',
  'terms_acceptances',
  'waitlist_decisions',
];

test('history cannot be updated, deleted or truncated', async () => {
  for (const table of appendOnly) {
    const column = (
      await list(
        `SELECT attname FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum = 1`,
      )
    ).join();
    for (const statement of [
      `UPDATE ${table} SET ${column} = ${column}`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ]) {
      expect({ statement, refused: (await refusalOf(statement))?.message }).toEqual({
        statement,
        refused: `${table} is append-only`,
      });
    }
  }
});

test('the entries that one statement writes must sum to zero per transaction', async () => {
  const pair = (
    amounts: string,
  ) => `INSERT INTO ledger_entries SELECT transaction, accounts.id, amount FROM (VALUES ${amounts}) e (transaction, kind, amount)
    JOIN accounts ON accounts.kind::text = e.kind`;
  const made = "INSERT INTO ledger_transactions (id, kind) VALUES (5, 'CHARGE'), (6, 'CHARGE')";
  expect(await refusalOf(made, pair("(5, 'FUNDING', 1), (5, 'REVENUE', -1)"))).toBeNull();
  for (const wrong of [
    "(5, 'FUNDING', 1)",
    "(5, 'FUNDING', 1), (5, 'REVENUE', -2)",
    "(5, 'FUNDING', 1), (6, 'FUNDING', -1)",
  ]) {
    expect({ wrong, refused: (await refusalOf(made, pair(wrong)))?.constraint }).toEqual({
      wrong,
      refused: 'ledger_entries_sum_to_zero',
    });
  }
});

test('every new user has a wallet', async () => {
  const without =
    'SELECT id FROM users WHERE NOT EXISTS (SELECT FROM accounts WHERE user_id = users.id AND balance_krw IS NOT NULL)';
  expect(await list(without)).toEqual([]);
});

test('every change of a queue’s policy raises its version, and nothing else does', async () => {
  const version = 'SELECT policy_version FROM concerts WHERE id = 1';
  const changes = [
    "UPDATE concerts SET opens_at = opens_at + interval '1 hour' WHERE id = 1",
    'UPDATE concerts SET capacity = 7 WHERE id = 1',
    "UPDATE concerts SET paused = true, pause_reason = 'rain' WHERE id = 1",
    "UPDATE concerts SET closes_at = '2030-01-15' WHERE id = 1",
    "UPDATE performances SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' WHERE id = 1",
    "INSERT INTO performances (concert_id, starts_at, ends_at) VALUES (1, '2031-01-01', '2031-01-02')",
    "DELETE FROM performances WHERE starts_at = '2031-01-01'",
  ];
  for (const change of changes) {
    const [before] = await list(version);
    await client.query(change);
    expect({ change, version: await list(version) }).toEqual({
      change,
      version: [Number(before) + 1],
    });
  }
  const before = await list(version);
  await client.query(
    'UPDATE concerts SET age_rating = 7, queue_epoch = queue_epoch + 1, capacity = 7 WHERE id = 1',
  );
  expect(await list(version)).toEqual(before);
});

test('every change of a concert, its performances or its seats raises the version and names its fields, and nothing else does', async () => {
  const observed = `
    SELECT concat(c.version, ' ', array_to_string(x.fields, ','))
    FROM concerts c LEFT JOIN concert_changes x ON x.concert_id = c.id AND x.version = c.version
    WHERE c.id = 1`;
  const changes: [change: string, fields: string][] = [
    [`UPDATE concerts SET texts = texts || '{"notices": {"ko": "x"}}' WHERE id = 1`, 'notices'],
    [
      `UPDATE concerts SET line_opens_at = opens_at - interval '1 h', capacity = 8 WHERE id = 1`,
      'lineOpensAt,policy',
    ],
    [
      'UPDATE concerts SET verified_email = true, max_seats = 5 WHERE id = 1',
      'maxSeats,verifiedEmail',
    ],
    [
      "INSERT INTO performances (concert_id, starts_at, ends_at) VALUES (1, '2031-01-01', '2031-01-02')",
      'performances',
    ],
    [
      `INSERT INTO seats (performance_id, number, grade, price_krw)
       SELECT id, number, 'R', 100 FROM performances, generate_series(1, 50) number WHERE starts_at = '2031-01-01'`,
      'performances',
    ],
    [
      "UPDATE seats SET price_krw = 200 FROM performances p WHERE p.id = performance_id AND starts_at = '2031-01-01'",
      'performances',
    ],
    [
      "DELETE FROM seats USING performances p WHERE p.id = performance_id AND starts_at = '2031-01-01'",
      'performances',
    ],
    ["DELETE FROM performances WHERE starts_at = '2031-01-01'", 'performances'],
  ];
  for (const [change, fields] of changes) {
    const from = Number.parseInt((await list(observed)).join());
    await client.query(change);
    expect({ change, observed: await list(observed) }).toEqual({
      change,
      observed: [`${String(from + 1)} ${fields}`],
    });
  }
  const before = await list(observed);
  for (const change of [
    'UPDATE concerts SET queue_epoch = queue_epoch + 1, policy_version = policy_version + 1 WHERE id = 1',
    'UPDATE concerts SET max_seats = max_seats WHERE id = 1',
    "UPDATE seats SET blocked_reason = 'x' WHERE number = 5",
    'UPDATE seats SET blocked_reason = NULL, price_krw = price_krw WHERE number = 5',
    "UPDATE seats SET held_until = held_until + interval '1 s' WHERE number = 3",
  ]) {
    await client.query(change);
    expect({ change, observed: await list(observed) }).toEqual({ change, observed: before });
  }
});

test('a concert never returns to an earlier state', async () => {
  const to = (state: string, endedAt = 'NULL') =>
    `UPDATE concerts SET state = '${state}', ended_at = ${endedAt} WHERE id = 1`;
  expect(
    await refusalOf(to('PUBLISHED'), to('ENDED', 'now()'), to('CANCELLED', 'now()')),
  ).toBeNull();
  for (const back of [[to('DRAFT')], [to('ENDED', 'now()'), to('PUBLISHED')]])
    expect(await refusalOf(...back)).toMatchObject({ code: '23001' });
});

test('epochs of a queue have disjoint, rising numbers, and only the latest reserves more', async () => {
  const epoch = (epoch: number, base: number, reserved = base) => `
    INSERT INTO queue_epochs (concert_id, epoch, base, reserved, idle)
    VALUES (1, ${String(epoch)}, ${String(base)}, ${String(reserved)}, 0)`;
  const more = (epoch: number) =>
    `UPDATE queue_epochs SET reserved = reserved + 1 WHERE concert_id = 1 AND epoch = ${String(epoch)}`;
  const twice = (epoch: number) => ({
    code: '23514',
    message: `epoch ${String(epoch)} of line 1 would give numbers twice`,
  });
  expect(await refusalOf(more(1), epoch(2, 101), more(2), epoch(3, 102), epoch(9, 200))).toBeNull();
  expect(await refusalOf(epoch(2, 99))).toMatchObject(twice(2));
  expect(await refusalOf(more(1), epoch(2, 100))).toMatchObject(twice(2));
  expect(await refusalOf(epoch(3, 100), epoch(2, 100))).toMatchObject(twice(2));
  expect(await refusalOf(epoch(2, 100), more(1))).toMatchObject(twice(1));
  expect(
    await refusalOf(epoch(2, 100), 'UPDATE queue_epochs SET base = 99 WHERE epoch = 2'),
  ).toMatchObject(twice(2));
  const elsewhere = `
    INSERT INTO concerts (id, texts, opens_at)
    SELECT 2, texts, opens_at FROM concerts WHERE id = 1`;
  expect(await refusalOf(elsewhere, epoch(1, 0).replace('VALUES (1', 'VALUES (2'))).toBeNull();
});

test('a performance cannot change its concert', async () => {
  expect(
    await refusalOf('UPDATE performances SET concert_id = concert_id WHERE id = 1'),
  ).toBeNull();
  expect(await refusalOf('UPDATE performances SET concert_id = 2 WHERE id = 1')).toMatchObject({
    code: '23001',
    message: 'a show stays at its concert',
  });
});

test('a moved performance raises its revision, a moved start also the issue of valid tickets, and nothing else does', async () => {
  const observed =
    "SELECT revision || ' ' || (SELECT max(issue) FROM tickets WHERE voided_at IS NULL) FROM performances WHERE id = 1";
  const [revision, issue] = String((await list(observed))[0])
    .split(' ')
    .map(Number);
  const after = async (change: string, raised: number, reissued: number) => {
    await client.query(change);
    expect({ change, observed: await list(observed) }).toEqual({
      change,
      observed: [`${String(Number(revision) + raised)} ${String(Number(issue) + reissued)}`],
    });
  };
  await after("UPDATE performances SET ends_at = ends_at + interval '1 hour' WHERE id = 1", 1, 0);
  await after(
    "UPDATE performances SET starts_at = starts_at + interval '1 hour' WHERE id = 1",
    2,
    1,
  );
  await after(
    'UPDATE performances SET starts_at = starts_at, ends_at = ends_at WHERE id = 1',
    2,
    1,
  );
});

test('the head of a log never goes back: within an epoch, or to an earlier epoch', async () => {
  const head = (epoch: number, event: number) =>
    `UPDATE log_heads SET epoch = ${String(epoch)}, event = ${String(event)} WHERE concert_id = 1`;
  expect(await refusalOf(head(1, 8), head(2, 0), head(2, 1))).toBeNull();
  for (const back of [head(1, 6), head(1, 0), `${head(2, 0)}; ${head(1, 9)}`])
    expect(await refusalOf(back)).toMatchObject({ code: '23001' });
});

test('every ticket and every new issue get a short code, and earlier codes stay', async () => {
  const codes = () =>
    list("SELECT issue || ' ' || short_code FROM ticket_codes WHERE ticket_id = 2 ORDER BY issue");
  const before = await codes();
  await client.query('UPDATE tickets SET issue = issue WHERE id = 2');
  expect(await codes()).toEqual(before);
  await client.query('UPDATE tickets SET issue = issue + 1 WHERE id = 2');
  const after = await codes();
  expect(after.slice(0, -1)).toEqual(before);
  expect(new Set(after.map((code) => code.split(' ')[1])).size).toBe(before.length + 1);
  expect(
    await list(`SELECT id::text FROM tickets t WHERE NOT EXISTS (
      SELECT FROM ticket_codes c WHERE c.ticket_id = t.id AND c.issue = t.issue)`),
  ).toEqual([]);
});

test('a ticket keeps its refund', async () => {
  expect(await refusalOf('UPDATE tickets SET refund_id = 1 WHERE id = 3')).toBeNull();
  expect(await refusalOf('UPDATE tickets SET refund_id = NULL WHERE id = 3')).toMatchObject({
    code: '23514',
    message: 'ticket 3 already has a refund',
  });
});

test('a new seat and one with a new plan are marked for the wishes that they suit', async () => {
  const marks = () =>
    list(
      'SELECT waited::text FROM seats WHERE number IN (5, 8) AND performance_id = 1 ORDER BY number',
    );
  await client.query(`UPDATE wishes SET grades = '{V}'`);
  await client.query('UPDATE seats SET price_krw = price_krw WHERE number IN (1, 2, 3, 4, 5)');
  await client.query(
    "INSERT INTO seats (performance_id, number, grade, price_krw) VALUES (1, 8, 'V', 9)",
  );
  expect(await marks()).toEqual(['false', 'true']);
  await client.query("UPDATE seats SET grade = 'V', price_krw = 9 WHERE number = 5");
  expect(await marks()).toEqual(['true', 'true']);
  await client.query("UPDATE seats SET kind = 'WHEELCHAIR' WHERE number = 8");
  expect(await marks()).toEqual(['true', 'false']);
});

test('a seat that becomes free is kept if a wish waits for it, and the end of an offer ends its wish', async () => {
  await client.query(`UPDATE seats SET waited = true WHERE number IN (3, 4);
    UPDATE seats SET reservation_id = NULL, held_until = NULL WHERE number = 3;
    UPDATE seats SET blocked_reason = NULL WHERE number = 4;
    UPDATE seats SET reservation_id = NULL WHERE number = 1`);
  const kept = await list('SELECT number::text FROM seats WHERE kept ORDER BY number');
  expect(kept).toEqual(['3', '4']);
  await client.query(`UPDATE reservations SET offer = true, place_epoch = NULL, place_number = NULL WHERE id = 2;
    UPDATE wishes SET status = 'OFFERED', reservation_id = 2 WHERE id = 1;
    UPDATE buyers SET held_reservation_id = NULL, seats_held = 0;
    UPDATE reservations SET status = 'EXPIRED', closed_at = now() WHERE id = 2`);
  expect(await list('SELECT status::text FROM wishes WHERE id = 1')).toEqual(['EXPIRED']);
  expect(await list('SELECT kind::text FROM waitlist_decisions WHERE reservation_id = 2')).toEqual([
    'EXPIRED',
  ]);
});

test('every trigger has a test', async () => {
  const there = await list(
    'SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgconstraint = 0',
  );
  const rules = [
    'ledger_entries_sum_to_zero',
    'users_open_wallet',
    'concerts_policy_version',
    'concerts_record_change',
    'concerts_state_forward',
    'concerts_version',
    'seats_added_version',
    'seats_plan_version',
    'seats_removed_version',
    'seats_keep_freed',
    'seats_mark_waited',
    'reservations_end_offer',
    'later_turns_announced',
    'notices_announced',
    'payments_announced',
    'refunds_announced',
    'turns_announced',
    'performances_policy_version',
    'performances_raise_revision',
    'performances_reissue_tickets',
    'performances_stay',
    'queue_epochs_numbers',
    'log_heads_advance',
    'seats_new_plan',
    'tickets_first_short_code',
    'tickets_next_short_code',
    'tickets_one_refund',
    // server/resale/resale.test.ts
    'door_scans_end_resale',
    'reservations_settle_resales',
    'tickets_end_resale',
  ];
  expect(there.sort()).toEqual(
    [...appendOnly.map((table) => `${table}_append_only`), ...rules].sort(),
  );
});
