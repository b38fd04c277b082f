import { z } from 'zod';
import { doorStates } from '#server/door/door.schema.ts';
import { deviceMemory } from '../storage.ts';

// A device's memory of a door. Every change reads the stored value first, because several tabs can
// scan for one door.

const text = z.string();
const queued = z.object({
  code: text,
  at: text,
  scanId: text,
  ticketId: z.number(),
  seat: z.number(),
});
const recent = z.object({
  scanId: text,
  state: z.enum([...doorStates, 'UNCHECKED']),
  ticketId: z.number().nullable(),
  seat: z.number().nullable(),
  /** Time of the scan; `usedAt` is the time of an earlier use. */
  at: text,
  usedAt: text.nullable(),
});
const reported = z.object({
  scanId: text,
  seat: z.number().nullable(),
  state: z.enum(doorStates),
  at: text,
  /** Time at which another device used the ticket; null if none did. */
  usedAt: text.nullable(),
});
const doorLog = z.object({
  /** Scans that let a person in while the device was offline, oldest first. */
  queue: z.array(queued),
  /** Times of uses that the list may not have yet, by ticket id. */
  uses: z.record(text, text),
  recent: z.array(recent),
  /** Merged scans that should not have let a person in. */
  reports: z.array(reported),
});
export type DoorLog = z.output<typeof doorLog>;
export type RecentScan = z.output<typeof recent>;
export type Report = z.output<typeof reported>;

export const emptyLog: DoorLog = { queue: [], uses: {}, recent: [], reports: [] };
const recentMax = 20;
const reportsMax = 50;

const logName = (performanceId: number): string => `jari-door-log-${performanceId}`;

function parsed(stored: string | null): unknown {
  try {
    return JSON.parse(stored ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function readLog(performanceId: number): DoorLog {
  const stored = deviceMemory.get(logName(performanceId));
  return doorLog.safeParse(parsed(stored)).data ?? emptyLog;
}

/** Applies and stores a change. Returns the new log. */
export function changeLog(performanceId: number, change: (log: DoorLog) => DoorLog): DoorLog {
  const log = change(readLog(performanceId));
  const bounded = {
    ...log,
    recent: log.recent.slice(0, recentMax),
    reports: log.reports.slice(0, reportsMax),
  };
  deviceMemory.set(logName(performanceId), JSON.stringify(bounded));
  return bounded;
}

const savedList = z.object({
  jws: text,
  /** Device's clock minus the server's, in ms, when the list arrived. */
  aheadMs: z.number(),
});
export type SavedList = z.output<typeof savedList>;

const listName = (performanceId: number): string => `jari-door-list-${performanceId}`;

export function readList(performanceId: number): SavedList | null {
  return savedList.safeParse(parsed(deviceMemory.get(listName(performanceId)))).data ?? null;
}

export const saveList = (performanceId: number, list: SavedList): boolean =>
  deviceMemory.set(listName(performanceId), JSON.stringify(list));

const keysName = 'jari-door-keys';
export const readKeys = (): string | null => deviceMemory.get(keysName);
export const saveKeys = (keys: string): boolean => deviceMemory.set(keysName, keys);

const deviceName = 'jari-door-device';
/** Returns the name of this device, which its first scan chooses by `choose`. */
export function deviceId(choose: () => string): string {
  const known = deviceMemory.get(deviceName);
  if (known !== null && /^[A-Za-z0-9_-]{8,64}$/.test(known)) return known;
  const chosen = choose();
  deviceMemory.set(deviceName, chosen);
  return chosen;
}
