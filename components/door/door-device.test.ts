import { createHash } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { OfflineInput, ScanInput } from '#server/door/door.schema.ts';
import type { MergedScans } from '#server/door/door.ts';
import type { ListedTicket } from '#server/door/list.schema.ts';
import type { DoorServer } from './device.ts';
import { createDoorDevice } from './door-device.ts';
import { keysIn, openList } from './signed.ts';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let ours: KeyPair;
let theirs: KeyPair;
let keys: string;
beforeAll(async () => {
  [ours, theirs] = [await generateKeyPair('EdDSA'), await generateKeyPair('EdDSA')];
  keys = JSON.stringify({
    keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'ours', use: 'sig' }],
  });
});

const signed = (typ: string, claims: object, by = ours) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ, kid: 'ours' })
    .sign(by.privateKey);
const startsAt = '2026-12-24T10:00:00.000Z';
const qr = (ticketId: number, { performanceId = 1, issue = 1, by = ours } = {}) =>
  signed('jari-ticket', { ticketId, concertId: 1, performanceId, seat: 1, startsAt, issue }, by);
const hash = (code: string) => createHash('sha256').update(code).digest('hex');

const at = '2026-12-24T09:00:00.000Z';
const shortCodes = ['0000000000', '1111111111', '2222222222'];
const tickets = shortCodes.map((code, index): ListedTicket => ({
  ticketId: index + 1,
  issue: index === 2 ? 2 : 1,
  seat: index + 11,
  codeHash: hash(code),
  usedAt: index === 1 ? '2026-12-24T08:55:00.000Z' : null,
}));
const list = (performanceId: number, all = tickets) =>
  signed('jari-door-list', { performanceId, at, tickets: all, voided: [9] });

/** A server that can be unreachable. Each test has its own performance, which names its memory. */
let performances = 0;
function aDoor(answers: Partial<DoorServer> = {}) {
  const performanceId = ++performances;
  const network = { isUp: true };
  const calls: (ScanInput | OfflineInput)[] = [];
  const online = <T>(work: () => Promise<T>): Promise<T> =>
    network.isUp ? work() : Promise.reject(new TypeError('Failed to fetch'));
  const server: DoorServer = {
    list: () => online(() => list(performanceId)),
    keys: () => online(() => Promise.resolve(keys)),
    admit: (scan) =>
      online(() => {
        calls.push(scan);
        return Promise.resolve({ state: 'VALID', ticketId: 1, seat: 11, usedAt: null });
      }),
    merge: (scans) =>
      online(() => {
        calls.push(scans);
        const results = scans.offline.map(({ scanId }): MergedScans['results'][number] => ({
          scanId,
          state: 'VALID',
          usedAt: null,
        }));
        return Promise.resolve({ results, doubles: [] });
      }),
    undo: () => online(() => Promise.resolve({})),
    ...answers,
  };
  const clock = { ms: Date.parse(at) };
  const create = () => createDoorDevice(performanceId, server, () => clock.ms);
  return { performanceId, network, calls, clock, create, device: create() };
}
const resultOf = ({ device }: ReturnType<typeof aDoor>) => device.view().result;

test('a scan asks the server while it answers, and the list of the device otherwise', async () => {
  const door = aDoor();
  await door.device.sync();
  await door.device.scan('0000000000');
  expect(resultOf(door)).toMatchObject({ state: 'VALID', isOffline: false });
  door.network.isUp = false;
  await door.device.scan('2222222222');
  expect(resultOf(door)).toMatchObject({ state: 'VALID', seat: 13, isOffline: true });
  expect(door.device.view().isConnected).toBe(false);
  await door.device.scan('2222222222');
  expect(resultOf(door)).toMatchObject({ state: 'USED', usedAt: at });
  await door.device.scan('0000000000'); // used online a moment ago
  expect(resultOf(door)).toMatchObject({ state: 'USED' });
});

test('offline, each kind of code has its answer', async () => {
  const door = aDoor();
  const here = { performanceId: door.performanceId };
  await door.device.sync();
  door.network.isUp = false;
  const codes: [string, string | null][] = [
    [await qr(1, here), 'VALID'],
    [await qr(2, here), 'USED'],
    [await qr(3, { ...here, issue: 1 }), 'VOID'],
    [await qr(3, { ...here, issue: 2 }), 'VALID'],
    [await qr(9, here), 'VOID'],
    [await qr(1, { performanceId: door.performanceId + 1 }), 'WRONG_SHOW'],
    [await qr(1, { ...here, by: theirs }), 'UNKNOWN'],
    [await list(door.performanceId), 'UNKNOWN'],
    [await qr(4, here), 'UNKNOWN'], // sold after the list
    ['11111-l1i11', 'USED'],
    ['3333333333', 'UNKNOWN'],
    ['https://jari.example', 'UNKNOWN'],
    ['x'.repeat(1_001), 'UNKNOWN'],
  ];
  for (const [code, state] of codes) {
    await door.device.scan(code);
    expect([code, resultOf(door)?.state]).toEqual([code, state]);
  }
});

test('scans made offline outlive the page, are merged once, and doubles are reported', async () => {
  const door = aDoor({
    merge: (scans) => {
      door.calls.push(scans);
      if (!door.network.isUp) return Promise.reject(new TypeError('Failed to fetch'));
      const [first, second] = scans.offline.map(({ scanId }) => scanId);
      const usedAt = '2026-12-24T08:59:00.000Z';
      const double = { ticketId: 3, seat: 13, at, usedAt, usedBy: 'device-2' };
      return Promise.resolve({
        results: [
          { scanId: first ?? '', state: 'VALID', usedAt: null },
          { scanId: second ?? '', state: 'USED', usedAt },
        ],
        doubles: [{ scanId: second ?? '', ...double }],
      });
    },
  });
  await door.device.sync();
  door.network.isUp = false;
  await door.device.sync();
  await door.device.scan('0000000000');
  await door.device.scan('2222222222');
  const reloaded = door.create();
  await reloaded.start();
  expect(reloaded.view()).toMatchObject({
    list: { tickets },
    log: { queue: [{ ticketId: 1 }, { ticketId: 3 }] },
  });
  await reloaded.sync();
  expect(reloaded.view().log.queue).toHaveLength(2);
  door.network.isUp = true;
  await reloaded.sync();
  expect(reloaded.view().log).toMatchObject({
    queue: [],
    reports: [{ seat: 13, state: 'USED', usedAt: '2026-12-24T08:59:00.000Z' }],
  });
  await reloaded.sync();
  expect(door.calls).toHaveLength(2);
  reloaded.forgetReports();
  expect(reloaded.view().log.reports).toEqual([]);
});

test('a scan waits neither for the list nor behind an earlier result', async () => {
  const listAnswers: (() => void)[] = [];
  const scanAnswers: (() => void)[] = [];
  const valid = { state: 'VALID', ticketId: 1, seat: 11, usedAt: null } as const;
  const door = aDoor({
    list: () => new Promise((_, reject) => listAnswers.push(() => reject(new TypeError('late')))),
    admit: () => new Promise((resolve) => scanAnswers.push(() => resolve(valid))),
  });
  const syncing = door.device.sync();
  const first = door.device.scan('0000000000');
  await expect.poll(() => scanAnswers).toHaveLength(1);
  scanAnswers[0]?.();
  await first;
  expect(resultOf(door)).toMatchObject({ state: 'VALID' });
  const second = door.device.scan('0000000000');
  await expect.poll(() => scanAnswers).toHaveLength(2);
  expect(door.device.view()).toMatchObject({ result: null, isChecking: true });
  scanAnswers[1]?.();
  await second;
  expect(door.device.view()).toMatchObject({ result: valid, isChecking: false });
  listAnswers[0]?.();
  await syncing;
});

test('while uses wait for their merge, the device judges, because the server does not know them', async () => {
  const door = aDoor({ merge: () => Promise.reject(new TypeError('Failed to fetch')) });
  await door.device.sync();
  door.network.isUp = false;
  await door.device.scan('0000000000');
  door.network.isUp = true;
  await door.device.scan('0000000000');
  expect(resultOf(door)).toMatchObject({ state: 'USED', isOffline: true });
  expect(door.calls).toEqual([]);
});

test('a scan whose answer is lost is merged under its own name', async () => {
  const asked: string[] = [];
  const door = aDoor({
    admit: ({ scanId }) => {
      asked.push(scanId);
      door.network.isUp = false;
      return Promise.reject(new TypeError('Failed to fetch'));
    },
  });
  await door.device.sync();
  await door.device.scan('0000000000');
  door.network.isUp = true;
  await door.device.sync();
  expect(door.calls).toMatchObject([{ offline: [{ scanId: asked[0], code: '0000000000' }] }]);
});

test('an undo before the merge removes the scan from the queue, and the ticket is valid again', async () => {
  const door = aDoor();
  await door.device.sync();
  door.network.isUp = false;
  await door.device.scan('0000000000');
  await door.device.undo(resultOf(door)?.scanId ?? '', 1, 'wrong person');
  expect(door.device.view().log).toMatchObject({ queue: [], recent: [] });
  await door.device.scan('0000000000');
  expect(resultOf(door)).toMatchObject({ state: 'VALID' });
});

test('offline scans have the server’s time, also if the device’s clock is wrong', async () => {
  const door = aDoor();
  door.clock.ms += 3_600_000;
  await door.device.sync();
  door.network.isUp = false;
  door.clock.ms += 60_000;
  await door.device.scan('0000000000');
  expect(door.device.view().log.queue).toMatchObject([{ at: '2026-12-24T09:01:00.000Z' }]);
});

test('a refusal is shown, and admits nobody', async () => {
  const refusal = { data: { refusal: { code: 'ADMIN_ONLY' } } };
  const door = aDoor({ admit: () => Promise.reject(Object.assign(new Error('no'), refusal)) });
  await door.device.sync();
  await door.device.scan('0000000000');
  expect(door.device.view()).toMatchObject({ result: null, trouble: refusal, log: { queue: [] } });
});

test('without a list, and with a list of another door or another key, nothing is judged', async () => {
  const foreign = [
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => list(performances + 1),
    () =>
      signed('jari-door-list', { performanceId: performances, at, tickets, voided: [] }, theirs),
  ];
  for (const read of foreign) {
    const door = aDoor({ list: read });
    await door.device.sync();
    door.network.isUp = false;
    await door.device.sync();
    await door.device.scan('0000000000');
    expect(resultOf(door)?.state).toBe('UNCHECKED');
  }
});

test('the lists of 100 dates with 5,000 tickets open within a second, each verified', async () => {
  const fifty = Array.from({ length: 50 }, (_, at): ListedTicket => ({
    ticketId: at + 1,
    issue: 1,
    seat: at + 1,
    codeHash: hash(String(at)),
    usedAt: null,
  }));
  const lists = await Promise.all(Array.from({ length: 100 }, (_, at) => list(at + 1, fifty)));
  const since = performance.now();
  const opened = await Promise.all(lists.map((jws, at) => openList(jws, keysIn(keys), at + 1)));
  expect(performance.now() - since).toBeLessThan(1_000);
  expect(opened.flatMap((one) => one?.tickets ?? [])).toHaveLength(5_000);
});
