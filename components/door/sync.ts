import type { MergedScans } from '#server/door/door.ts';
import type { DoorList } from '#server/door/list.schema.ts';
import { newKey } from '../attempt-key.ts';
import { ask, type Device, serverTime } from './device.ts';
import {
  deviceId as ownDeviceId,
  type DoorLog,
  readKeys,
  readList,
  readLog,
  saveKeys,
  saveList,
} from './log.ts';
import { keysIn, openList } from './signed.ts';

/** Longest time between a scan and the use that its answer records. */
const answerMsMax = 10_000;

/** Scans per batch: their QR codes stay below the size limit of a request. */
const batchMax = 100;

/** Merges the scans made offline. Returns false without an answer. */
export async function mergeQueue(device: Device): Promise<boolean> {
  const { performanceId, server } = device;
  for (;;) {
    const batch = readLog(performanceId).queue.slice(0, batchMax);
    if (batch.length === 0) return true;
    const offline = batch.map(({ code, at, scanId }) => ({ code, at, scanId }));
    const deviceId = ownDeviceId(newKey);
    const asked = await ask(device, () => server.merge({ performanceId, deviceId, offline }));
    if (typeof asked === 'string') return false;
    device.change((log) => merged(log, asked.answer));
  }
}

/** Opens a list, and reads the keys again if the stored keys do not verify it. */
async function open({ performanceId, server }: Device, jws: string): Promise<DoorList | null> {
  const stored = readKeys();
  const known = stored === null ? null : await openList(jws, keysIn(stored), performanceId);
  if (known !== null) return known;
  const keys = await server.keys();
  saveKeys(keys);
  return openList(jws, keysIn(keys), performanceId);
}

/** Reads, verifies and stores the list. */
export async function refreshList(device: Device): Promise<void> {
  const { performanceId, server, now } = device;
  const startedAt = Date.parse(serverTime(device));
  const asked = await ask(device, async () => {
    const jws = await server.list();
    return { jws, list: await open(device, jws).catch(() => null) };
  });
  if (typeof asked === 'string') return;
  const { jws, list } = asked.answer;
  if (list === null) return;
  const aheadMs = now() - Date.parse(list.at);
  saveList(performanceId, { jws, aheadMs });
  device.change((log) => withoutListed(log, startedAt));
  device.show({ list, aheadMs });
}

/** Removes the uses that a list read at `startedAt` has. Queued and newer uses stay. */
function withoutListed(log: DoorLog, startedAt: number): DoorLog {
  const queued = new Set(log.queue.map(({ ticketId }) => String(ticketId)));
  const kept = Object.entries(log.uses).filter(
    ([ticketId, at]) => queued.has(ticketId) || Date.parse(at) >= startedAt - answerMsMax,
  );
  return { ...log, uses: Object.fromEntries(kept) };
}

/** A scan whose use is undone. */
interface UndoneScan {
  scanId: string;
  ticketId: number;
  reason: string;
}

/** Undoes the use of a ticket, on the device alone while it waits for its merge. */
export async function undo(
  device: Device,
  { scanId, ticketId, reason }: UndoneScan,
): Promise<void> {
  const { performanceId, server } = device;
  const isQueued = readLog(performanceId).queue.some((queued) => queued.scanId === scanId);
  if (!isQueued) await server.undo({ performanceId, ticketId, reason });
  device.change((log) => {
    const uses = Object.entries(log.uses).filter(([used]) => used !== String(ticketId));
    return {
      ...log,
      uses: Object.fromEntries(uses),
      queue: log.queue.filter((queued) => queued.scanId !== scanId),
      recent: log.recent.filter((recent) => recent.scanId !== scanId),
    };
  });
  if (!isQueued) await refreshList(device);
}

/** Shows what the device has stored. */
export async function start({ performanceId, show }: Device): Promise<void> {
  show({ log: readLog(performanceId) });
  const [saved, keys] = [readList(performanceId), readKeys()];
  if (saved === null || keys === null) return;
  const list = await openList(saved.jws, keysIn(keys), performanceId).catch(() => null);
  show({ list, aheadMs: saved.aheadMs });
}

/** Removes merged scans from the queue and reports those that should not have let a person in. */
function merged(log: DoorLog, { results, doubles }: MergedScans): DoorLog {
  const wrong = results.flatMap(({ scanId, state, usedAt }) => {
    const scan = log.queue.find((queued) => queued.scanId === scanId);
    if (state === 'VALID' || scan === undefined) return [];
    const isDouble = doubles.some((double) => double.scanId === scanId);
    return [{ scanId, seat: scan.seat, state, at: scan.at, usedAt: isDouble ? usedAt : null }];
  });
  const done = new Set(results.map(({ scanId }) => scanId));
  return {
    ...log,
    queue: log.queue.filter(({ scanId }) => !done.has(scanId)),
    reports: [...wrong, ...log.reports],
  };
}
