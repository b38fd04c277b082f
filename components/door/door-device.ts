import { doorCode, type OfflineInput, type ScanInput } from '#server/door/door.schema.ts';
import type { DoorAnswer, MergedScans } from '#server/door/door.ts';
import type { DoorList } from '#server/door/list.schema.ts';
import { newKey } from '../attempt-key.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import { type Judged, judgeOffline } from './judge.ts';
import {
  changeLog,
  deviceId,
  type DoorLog,
  emptyLog,
  readKeys,
  readList,
  readLog,
  saveKeys,
  saveList,
} from './log.ts';
import { keysIn, openList } from './signed.ts';

/** Calls to the server. Each rejects soon without a network. */
export interface DoorServer {
  list: () => Promise<string>;
  /** Text of /.well-known/jwks.json. */
  keys: () => Promise<string>;
  admit: (scan: ScanInput) => Promise<DoorAnswer>;
  merge: (scans: OfflineInput) => Promise<MergedScans>;
  undo: (input: { performanceId: number; ticketId: number; reason: string }) => Promise<unknown>;
}

export interface Result extends Judged {
  scanId: string;
  isOffline: boolean;
}

export interface DoorView {
  /** List of the tickets, or null if the device has none. */
  list: DoorList | null;
  /** Device's clock minus the server's, in ms. */
  aheadMs: number;
  isConnected: boolean;
  log: DoorLog;
  /** Result of the latest scan; null until its answer, so that no earlier result stands for it. */
  result: Result | null;
  isChecking: boolean;
  /** Latest refusal of the server, such as a missing role; null after the next answer. */
  trouble: unknown;
}

export const emptyView: DoorView = {
  list: null,
  aheadMs: 0,
  isConnected: true,
  log: emptyLog,
  result: null,
  isChecking: false,
  trouble: null,
};

/** Runs works one after the other, in the order of the calls. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: <T>(work: () => Promise<T>): Promise<T> => {
      const next = last.then(work, work);
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** Longest time between a scan and the use that its answer records. */
const answerMsMax = 10_000;

/** Scans per batch: their QR codes stay below the size limit of a request. */
const batchMax = 100;

/**
 * Creates one device at the door of a performance. Asks the server while it answers; otherwise
 * judges by the list, keeps the scans that let a person in, and merges them later. Judges one scan
 * at a time, so that the second scan of a ticket sees the first. No scan waits for a merge or for the
 * list.
 */
export function createDoorDevice(performanceId: number, server: DoorServer, now: () => number) {
  let view = emptyView;
  const listeners = new Set<() => void>();
  const show = (changes: Partial<DoorView>) => {
    view = { ...view, ...changes };
    for (const listener of listeners) listener();
  };
  const change = (edit: (log: DoorLog) => DoorLog) => show({ log: changeLog(performanceId, edit) });
  const serverTime = () => new Date(now() - view.aheadMs).toISOString();

  const scans = createTurns();
  const syncs = createTurns();

  /** Returns null without an answer. Shows a refusal, after which the device judges nothing. */
  async function ask<T>(call: () => Promise<T>): Promise<{ answer: T } | 'OFFLINE' | 'REFUSED'> {
    try {
      const answer = await call();
      show({ isConnected: true, trouble: null });
      return { answer };
    } catch (error) {
      if (isOutcomeUnknown(error)) {
        show({ isConnected: false });
        return 'OFFLINE';
      }
      show({ trouble: error });
      return 'REFUSED';
    }
  }

  function record(judged: Judged, scanId: string, at: string, isOffline: boolean): void {
    const { state, ticketId, seat, usedAt } = judged;
    show({ result: { ...judged, scanId, isOffline } });
    change((log) => ({
      ...log,
      recent: [{ scanId, state, ticketId, seat, at, usedAt }, ...log.recent],
      uses:
        ticketId !== null && (state === 'VALID' || state === 'USED')
          ? { ...log.uses, [ticketId]: usedAt ?? at }
          : log.uses,
    }));
  }

  async function scanOffline(code: string, scanId: string, at: string): Promise<void> {
    const { list, log } = view;
    const judged = await judgeOffline(code, { list, keys: readKeys(), uses: log.uses });
    const { state, ticketId, seat } = judged;
    // Kept before the result is shown, because the person walks in at once.
    if (state === 'VALID' && ticketId !== null && seat !== null)
      change((log) => ({ ...log, queue: [...log.queue, { code, at, scanId, ticketId, seat }] }));
    record(judged, scanId, at, true);
  }

  async function scan(text: string): Promise<void> {
    const [scanId, at] = [newKey(), serverTime()];
    const code = doorCode.safeParse(text).data;
    if (code === undefined) {
      record({ state: 'UNKNOWN', ticketId: null, seat: null, usedAt: null }, scanId, at, false);
      return;
    }
    const device = deviceId(newKey);
    // The server does not know the uses that still wait for their merge.
    const asked =
      view.isConnected && readLog(performanceId).queue.length === 0
        ? await ask(() => server.admit({ performanceId, code, deviceId: device, scanId }))
        : 'OFFLINE';
    if (asked === 'OFFLINE') return scanOffline(code, scanId, at);
    if (asked !== 'REFUSED') record(asked.answer, scanId, at, false);
  }

  /** Returns false without an answer. */
  async function mergeQueue(): Promise<boolean> {
    for (;;) {
      const batch = readLog(performanceId).queue.slice(0, batchMax);
      if (batch.length === 0) return true;
      const offline = batch.map(({ code, at, scanId }) => ({ code, at, scanId }));
      const device = deviceId(newKey);
      const asked = await ask(() => server.merge({ performanceId, deviceId: device, offline }));
      if (typeof asked === 'string') return false;
      change((log) => merged(log, asked.answer));
    }
  }

  /** Opens a list, and reads the keys again if the stored keys do not verify it. */
  async function open(jws: string): Promise<DoorList | null> {
    const stored = readKeys();
    const known = stored === null ? null : await openList(jws, keysIn(stored), performanceId);
    if (known !== null) return known;
    const keys = await server.keys();
    saveKeys(keys);
    return openList(jws, keysIn(keys), performanceId);
  }

  async function refreshList(): Promise<void> {
    const startedAt = now() - view.aheadMs;
    const asked = await ask(async () => {
      const jws = await server.list();
      return { jws, list: await open(jws).catch(() => null) };
    });
    if (typeof asked === 'string') return;
    const { jws, list } = asked.answer;
    if (list === null) return;
    const aheadMs = now() - Date.parse(list.at);
    saveList(performanceId, { jws, aheadMs });
    // The list has all uses from before it. It lacks those that are queued or newer.
    change((log) => {
      const queued = new Set(log.queue.map(({ ticketId }) => String(ticketId)));
      const kept = Object.entries(log.uses).filter(
        ([ticketId, at]) => queued.has(ticketId) || Date.parse(at) >= startedAt - answerMsMax,
      );
      return { ...log, uses: Object.fromEntries(kept) };
    });
    show({ list, aheadMs });
  }

  async function undo(scanId: string, ticketId: number, reason: string): Promise<void> {
    const isQueued = readLog(performanceId).queue.some((scan) => scan.scanId === scanId);
    if (!isQueued) await server.undo({ performanceId, ticketId, reason });
    change((log) => {
      const uses = Object.entries(log.uses).filter(([used]) => used !== String(ticketId));
      return {
        ...log,
        uses: Object.fromEntries(uses),
        queue: log.queue.filter((scan) => scan.scanId !== scanId),
        recent: log.recent.filter((scan) => scan.scanId !== scanId),
      };
    });
    if (!isQueued) await refreshList();
  }

  return {
    view: () => view,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Shows what the device has stored. */
    start: async (): Promise<void> => {
      show({ log: readLog(performanceId) });
      const [saved, keys] = [readList(performanceId), readKeys()];
      if (saved === null || keys === null) return;
      const list = await openList(saved.jws, keysIn(keys), performanceId).catch(() => null);
      show({ list, aheadMs: saved.aheadMs });
    },
    /** Judges a code. Answers in the order of the scans. */
    scan: (code: string): Promise<void> =>
      scans.run(async () => {
        show({ result: null, isChecking: true });
        await scan(code).finally(() => show({ isChecking: false }));
      }),
    /** Merges the queue, then reads the list. Does nothing of the second without a network. */
    sync: (): Promise<void> =>
      syncs.run(async () => {
        if (await mergeQueue()) await refreshList();
      }),
    /** Undoes the use of a ticket, after a merge that may contain it. Rejects with the refusal. */
    undo: (scanId: string, ticketId: number, reason: string): Promise<void> =>
      syncs.run(() => scans.run(() => undo(scanId, ticketId, reason))),
    forgetReports: () => change((log) => ({ ...log, reports: [] })),
  };
}
export type DoorDevice = ReturnType<typeof createDoorDevice>;

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
