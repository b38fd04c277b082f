import { type Device, type DoorServer, type DoorView, emptyView } from './device.ts';
import { changeLog, type DoorLog } from './log.ts';
import { scan } from './scan.ts';
import { mergeQueue, refreshList, start, undo } from './sync.ts';

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
  const device: Device = { performanceId, server, now, view: () => view, show, change };
  const scans = createTurns();
  const syncs = createTurns();
  return {
    view: device.view,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start: (): Promise<void> => start(device),
    /** Judges a code. Answers in the order of the scans. */
    scan: (code: string): Promise<void> =>
      scans.run(async () => {
        show({ result: null, isChecking: true });
        await scan(device, code).finally(() => show({ isChecking: false }));
      }),
    /** Merges the queue, then reads the list. Does nothing of the second without a network. */
    sync: (): Promise<void> =>
      syncs.run(async () => {
        if (await mergeQueue(device)) await refreshList(device);
      }),
    /** Undoes the use of a ticket, after a merge that may contain it. Rejects with the refusal. */
    undo: (scanId: string, ticketId: number, reason: string): Promise<void> =>
      syncs.run(() => scans.run(() => undo(device, { scanId, ticketId, reason }))),
    forgetReports: () => change((log) => ({ ...log, reports: [] })),
  };
}
export type DoorDevice = ReturnType<typeof createDoorDevice>;
