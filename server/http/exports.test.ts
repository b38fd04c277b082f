import { parse } from 'csv-parse/sync';
import { get as request, type IncomingMessage } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { refund, pay } from '../payment/payment.ts';
import { exportKinds } from '../export/export.schema.ts';
import { recordMinute } from '../history/history.ts';
import { eventually } from '#tests/support/eventually.ts';
import { aPerformance, aPerson, giveRole, someTexts } from '#tests/support/factories.ts';
import { fanOf, read, type Reply, seen, sessionCookieOf } from '#tests/support/http-client.ts';
import { aHolder, type Holder } from '#tests/support/people.ts';
import { testSite } from '#tests/support/test-site.ts';

const { stores, instance } = testSite();
type Headers = Record<string, string>;
type Row = Record<string, string>;

const formula = '=HYPERLINK("https://elsewhere.example","x")';
let owner: Headers;
let ownerId: string;
let here: Holder & { paymentId: number };
let elsewhere: Holder & { paymentId: number };
beforeAll(async () => {
  ownerId = await aPerson(stores.db, 'OWNER');
  owner = bearer(ownerId);
  [here, elsewhere] = [await aTicketHolder('김민수'), await aTicketHolder(formula)];
  await stores.db.concert.update({
    where: { id: elsewhere.show.concertId },
    data: { texts: { ...someTexts, title: { ko: '＝cmd|공연' } } },
  });
  await recordMinute(stores);
  await refund(stores.db, {
    paymentId: here.paymentId,
    seats: [2],
    reason: '+1 seat, "broken"',
    byUserId: ownerId,
    idempotencyKey: 'refund-one',
  });
});

const bearer = (userId: string): Headers => ({
  authorization: `Bearer ${fanOf(userId).accessToken}`,
});
async function aTicketHolder(name: string) {
  const email = `${crypto.randomUUID()}@jari.example`;
  const { id: person } = await stores.db.user.create({
    data: { name, email },
    select: { id: true },
  });
  const holder = await aHolder(stores, { money: 200_000, seats: [1, 2], person });
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  return { ...holder, paymentId };
}

const urlOf = (name: string) => `${instance.url}/api/admin/export/${name}`;
const download = async (name: string, headers = owner, init: RequestInit = {}): Promise<Reply> =>
  read(await fetch(urlOf(name), { headers, ...init }));

/** Downloads an export and parses its lines. */
async function linesOf(name: string, headers = owner): Promise<Row[]> {
  const { status, text } = await download(name, headers);
  expect([name, status]).toEqual([name, 200]);
  return parse<Row>(text, { columns: true, bom: true });
}
const named = (rows: Row[], userId: string) =>
  rows.filter((row) => row['userId'] === userId).map(({ name, email }) => ({ name, email }));
const concertsIn = (rows: Row[]) => [...new Set(rows.map(({ concertId }) => concertId))];
const withPeople = exportKinds.filter((kind) => kind !== 'audit' && kind !== 'history');

test('an export is a UTF-8 file with a byte order mark, whose numbers stay numbers', async () => {
  const { concertId, performanceId } = here.show;
  const response = await fetch(urlOf(`payments.csv?concertId=${String(concertId)}`), {
    headers: owner,
  });
  const bytes = await response.bytes();
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="jari-payments-${String(concertId)}.csv"`,
    'cache-control': 'no-store',
  });
  const [header, line, end] = new TextDecoder().decode(bytes).split('\r\n');
  expect(header).toMatch(/^paymentId,concertId,title,performanceId,startsAt,/);
  expect(line).toMatch(
    new RegExp(
      `^${String(here.paymentId)},${String(concertId)},공연,${String(performanceId)},[^,]*Z,${String(here.reservationId)},1 2,100000,50000,0,50000,[^,]*Z,[^,]*Z,${here.userId},김민수,[^,]*@jari.example$`,
    ),
  );
  expect(end).toBe('');
  const ledger = await linesOf('ledger.csv');
  expect(ledger.map(({ amount }) => Number(amount)).reduce((sum, won) => sum + won, 0)).toBe(0);
  expect(ledger.some(({ amount }) => amount === '-100000')).toBe(true);
});

test('each export has the facts of a sale', async () => {
  const at = `concertId=${String(here.show.concertId)}`;
  const id = String(here.paymentId);
  expect(await linesOf(`sales.csv?${at}`)).toMatchObject([
    { seat: '1', grade: 'R', price: '50000', state: 'VALID', refundedAt: '', paymentId: id },
    { seat: '2', grade: 'R', price: '50000', state: 'REFUNDED', paymentId: id },
  ]);
  expect(await linesOf(`ledger.csv?${at}`)).toMatchObject([
    { kind: 'PAYMENT', account: 'REVENUE', amount: '100000', paymentId: id, balanceAfter: '' },
    { kind: 'PAYMENT', account: 'PERSON', amount: '-100000', paymentId: id, balanceAfter: '' },
    { kind: 'REFUND', account: 'REVENUE', amount: '-50000', paymentId: id },
    { kind: 'REFUND', account: 'PERSON', amount: '50000', paymentId: id },
  ]);
  const seats = await linesOf(`seats.csv?${at}`);
  expect(seats.map(({ seat }) => Number(seat))).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 1),
  );
  expect(seats.map(({ state }) => state).slice(0, 3)).toEqual(['sold', 'available', 'available']);
  expect(await linesOf(`people.csv?${at}`)).toMatchObject([
    { userId: here.userId, reservations: '1', paid: '100000', refunded: '50000' },
  ]);
  const [refunded] = (await linesOf(`audit.csv?${at}`)).filter(
    ({ action }) => action === 'payment.refund',
  );
  expect(refunded).toMatchObject({ byUserId: ownerId, userId: here.userId });
});

test('the history has a line per minute, and a line per hour before the first minute', async () => {
  const { concertId } = await aPerformance(stores.db);
  const hour = Date.UTC(2026, 0, 1);
  const common = { concertId, capacity: 5, epoch: 1, issued: 0, waits: [], held: 0, sold: 1 };
  const totals = (joins: number) => ({ joins, admissions: 0, completions: 0, noShows: 0 });
  await stores.db.historyHour.createMany({
    data: [0, 1, 1_500].map((at) => ({
      ...common,
      ...totals(at + 1),
      at: new Date(hour + at * 3_600_000),
      ...{ minutes: 60, waitingSum: 120, activeSum: 0, revenueKrw: -5n },
    })),
  });
  await stores.db.historyMinute.createMany({
    data: [0, 1, 1_500].map((at) => ({
      ...common,
      ...totals(1_501 + at),
      at: new Date(hour + 1_501 * 3_600_000 + at * 60_000),
      ...{ waiting: 3, active: 0, revenueKrw: 50_000n },
    })),
  });
  const rows = await linesOf(`history.csv?concertId=${String(concertId)}`);
  const sum = rows.map(({ joins }) => Number(joins)).reduce((all, joins) => all + joins, 0);
  expect(sum).toBe(3_001); // the last total: no line is missing or twice
  expect(rows[0]).toMatchObject({ at: '2026-01-01T00:00:00.000Z', seconds: '3600', waiting: '2' });
  expect(rows.at(-1)).toMatchObject({ seconds: '60', joins: '1499', waiting: '3', waitP50: '' });
  expect(rows.map(({ revenue }) => revenue)).toEqual(expect.arrayContaining(['-5', '50000']));
  const times = rows.map(({ at = '' }) => at);
  expect(times).toEqual([...new Set(times)].toSorted());
});

test('a cell that a spreadsheet would run as a formula starts with an apostrophe', async () => {
  const reader = bearer(await aPerson(stores.db, 'OWNER'));
  for (const kind of withPeople)
    expect([kind, ...named(await linesOf(`${kind}.csv`, reader), elsewhere.userId)]).toContainEqual(
      expect.objectContaining({ name: `'${formula}` }),
    );
  for (const kind of exportKinds.filter((each) => each !== 'audit' && each !== 'ledger'))
    expect([kind, ...(await linesOf(`${kind}.csv`, reader)).map(({ title }) => title)]).toContain(
      `'＝cmd|공연`,
    );
  const audit = await linesOf('audit.csv', reader);
  expect(audit.map(({ reason }) => reason)).toContain(`'+1 seat, "broken"`);
});

test('each character that begins a formula is defused, and text that begins otherwise is unchanged', async () => {
  const cellOf = async (text: string) => {
    const [row] = await stores.db.$queryRaw<{ cell: string }[]>`SELECT csv_text(${text}) AS cell`;
    return parse(row?.cell ?? '').flat();
  };
  for (const first of ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
    expect(await cellOf(`${first}1+1,"a"`)).toEqual([`'${first}1+1,"a"`]);
  for (const text of ['1=1', 'a-b', '김민수', 'a\n=1', ' '])
    expect(await cellOf(text)).toEqual([text]);
});

test('a period keeps the rows from its first to its last instant', async () => {
  const payment = { where: { id: here.paymentId }, select: { paidAt: true } };
  const paidAt = (await stores.db.payment.findUniqueOrThrow(payment)).paidAt.toISOString();
  const later = new Date(Date.parse(paidAt) + 1).toISOString();
  const at = `payments.csv?concertId=${String(here.show.concertId)}`;
  expect(await linesOf(`${at}&from=${paidAt}&to=${paidAt}`)).toHaveLength(1);
  expect(await linesOf(`${at}&from=${later}`)).toHaveLength(0);
  for (const kind of exportKinds) {
    expect(await linesOf(`${kind}.csv?to=2001-01-01T00:00:00Z`)).toEqual([]);
    expect(await linesOf(`${kind}.csv?from=2099-01-01T00:00:00Z`)).toEqual([]);
  }
});

test('empty filters are none', async () => {
  const all = await download('payments.csv');
  expect((await download('payments.csv?concertId=&from=&to=')).text).toBe(all.text);
});

test('auditors export with masked names, managers with names, and no other role exports', async () => {
  const email = expect.stringMatching(/^[0-9a-f]\*\*\*@jari\.example$/) as string;
  const [auditor, manager] = [
    bearer(await aPerson(stores.db, 'AUDITOR')),
    bearer(await aPerson(stores.db, 'MANAGER')),
  ];
  for (const kind of withPeople) {
    const masked = named(await linesOf(`${kind}.csv`, auditor), here.userId);
    expect(new Set(masked.map(({ name }) => name))).toEqual(new Set(['김**']));
    expect(masked[0]?.email).toEqual(email);
    expect(named(await linesOf(`${kind}.csv`, manager), here.userId)[0]?.name).toBe('김민수');
  }
  for (const role of ['SUPPORT', 'DOOR'] as const)
    for (const kind of exportKinds) {
      const reply = await download(`${kind}.csv`, bearer(await aPerson(stores.db, role)));
      expect([...seen(reply), reply.refusal?.['needs']]).toEqual([403, 'ADMIN_ONLY', 'AUDITOR']);
    }
});

test('grants for one concert export that concert alone, without charges and balances', async () => {
  const { concertId } = here.show;
  const other = `?concertId=${String(elsewhere.show.concertId)}`;
  const auditorId = await aPerson(stores.db, 'AUDITOR', concertId);
  const auditor = bearer(auditorId);
  for (const kind of exportKinds) {
    expect(concertsIn(await linesOf(`${kind}.csv`, auditor))).toEqual([String(concertId)]);
    expect(seen(await download(`${kind}.csv${other}`, auditor))).toEqual([404, 'NOT_FOUND']);
  }
  await giveRole(stores.db, auditorId, 'SUPPORT', elsewhere.show.concertId);
  const reply = await download(`sales.csv${other}`, auditor);
  expect([...seen(reply), reply.refusal?.['needs']]).toEqual([403, 'ADMIN_ONLY', 'AUDITOR']);
  expect(concertsIn(await linesOf('sales.csv', auditor))).toEqual([String(concertId)]);
  const ledger = await linesOf('ledger.csv', auditor);
  expect(new Set(ledger.map(({ kind }) => kind))).toEqual(new Set(['PAYMENT', 'REFUND']));
  expect(new Set(ledger.map(({ balanceAfter }) => balanceAfter))).toEqual(new Set(['']));
  expect((await linesOf('ledger.csv')).map(({ kind }) => kind)).toContain('CHARGE');

  await giveRole(stores.db, auditorId, 'MANAGER', elsewhere.show.concertId);
  for (const kind of withPeople) {
    const rows = await linesOf(`${kind}.csv`, auditor);
    expect(named(rows, here.userId)[0]?.name).toBe('김**');
    expect(named(rows, elsewhere.userId)[0]?.name).toBe(`'${formula}`);
  }
});

test('a session exports from Jari’s pages and the address bar only, an access token from anywhere', async () => {
  const cookie = await sessionCookieOf(ownerId);
  const cases: [string, Headers, number, string | undefined][] = [
    ['nobody', {}, 401, 'NOT_SIGNED_IN'],
    ['a forged token', { authorization: 'Bearer x.y.z' }, 401, 'NOT_SIGNED_IN'],
    ['a user', bearer(await aPerson(stores.db)), 403, 'ADMIN_ONLY'],
    ['an own page', { cookie, 'sec-fetch-site': 'same-origin' }, 200, undefined],
    ['the address bar', { cookie, 'sec-fetch-site': 'none' }, 200, undefined],
    ['another site', { cookie, 'sec-fetch-site': 'cross-site' }, 403, 'CROSS_SITE'],
    ['a sibling site', { cookie, 'sec-fetch-site': 'same-site' }, 403, 'CROSS_SITE'],
    ['another origin', { cookie, origin: 'https://elsewhere.example' }, 403, 'CROSS_SITE'],
    ['a program', { ...owner, 'sec-fetch-site': 'cross-site' }, 200, undefined],
  ];
  for (const [who, headers, status, code] of cases)
    expect([who, ...seen(await download('audit.csv', headers))]).toEqual([who, status, code]);
});

test('a malformed request is a problem before the first byte', async () => {
  const cases: [string, number, string, string?][] = [
    ['payments.csv?concertId=0', 400, 'BAD_INPUT', 'concertId'],
    ['payments.csv?concertId=1.0', 400, 'BAD_INPUT', 'concertId'],
    ['payments.csv?concertId=9999999999', 400, 'BAD_INPUT', 'concertId'],
    ['payments.csv?concertId=1&concertId=2', 400, 'BAD_INPUT', 'concertId'],
    ['payments.csv?concertId=2147483647', 404, 'NOT_FOUND'],
    ['payments.csv?from=yesterday', 400, 'BAD_INPUT', 'from'],
    ['payments.csv?from=1999-12-31T00:00:00Z', 400, 'BAD_INPUT', 'from'],
    ['payments.csv?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 400, 'BAD_INPUT', 'to'],
    ['payments.csv?format=xlsx', 400, 'BAD_INPUT', ''],
    ['payments.csv?format=', 400, 'BAD_INPUT', ''],
    ['secrets.csv', 404, 'NOT_FOUND'],
    ['payments.xlsx', 404, 'NOT_FOUND'],
    ['payments.csv/', 404, 'NOT_FOUND'],
  ];
  for (const [name, status, code, path] of cases) {
    const reply = await download(name);
    expect([name, ...seen(reply)]).toEqual([name, status, code]);
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const issues = reply.refusal?.['issues'] as { path: string }[] | undefined;
    expect([name, issues?.[0]?.path]).toEqual([name, path]);
  }
  expect(seen(await download('payments.csv', owner, { method: 'POST' }))).toEqual([
    405,
    'METHOD_NOT_ALLOWED',
  ]);
});

test('each export writes one audit entry of ids, and HEAD writes none', async () => {
  const actorId = await aPerson(stores.db, 'OWNER');
  const { concertId } = here.show;
  const from = '2026-01-01T00:00:00Z';
  const head = await fetch(urlOf('people.csv'), { method: 'HEAD', headers: bearer(actorId) });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  for (const kind of exportKinds)
    await linesOf(`${kind}.csv?concertId=${String(concertId)}&from=${from}`, bearer(actorId));
  const entries = await stores.db.auditEntry.findMany({
    where: { actorId },
    orderBy: { id: 'asc' },
    omit: { id: true, at: true },
  });
  expect(entries).toEqual(
    exportKinds.map((kind) => ({
      actorId,
      action: `export.${kind}`,
      concertId,
      userId: null,
      reason: 'exported',
      before: null,
      after: { from },
    })),
  );
});

/** Begins a download without reading it. */
const begin = (headers: Headers): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(urlOf('audit.csv'), { headers, agent: false }, (response) => {
      response.on('error', () => undefined);
      resolve(response.pause());
    }).on('error', reject);
  });

test('two exports run at once; unread ones hold no database session, and abandoned ones free their slots', async () => {
  const { concertId } = await aPerformance(stores.db);
  // 15 MB exceed the buffers of both ends.
  await stores.db.$executeRaw`INSERT INTO audit_log (actor_id, action, concert_id, reason, after)
    SELECT ${ownerId}::uuid, 'queue.set', ${concertId}, 'a trial',
           jsonb_build_object('message', repeat('x', 10000)) FROM generate_series(1, 1500)`;
  const unread = [await begin(owner), await begin(owner)];
  const third = await download('audit.csv');
  expect([...seen(third), third.headers.get('retry-after')]).toEqual([503, 'TRY_AGAIN', '15']);
  const sessions = async () => {
    const [row] = await stores.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count
      FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
      AND query LIKE '%FROM audit_log WHERE id >%' AND pid <> pg_backend_pid()`;
    return row?.count ?? -1;
  };
  await eventually('both downloads stall', async () => (await sessions()) === 0, 5_000);
  for (const response of unread) response.destroy();
  // Each attempt is another owner's, because a user has 60 exports a minute.
  const anOwner = async () => bearer(await aPerson(stores.db, 'OWNER'));
  await eventually(
    'the slots are free',
    async () => (await download('people.csv', await anOwner())).status === 200,
    5_000,
  );
  const rows = await linesOf(`audit.csv?concertId=${String(concertId)}`);
  const written = rows.filter(({ action }) => action === 'queue.set');
  expect(new Set(written.map(({ auditId }) => auditId)).size).toBe(1_500);
  expect(written).toHaveLength(1_500);
});
