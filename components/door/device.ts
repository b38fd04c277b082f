import type { OfflineInput, ScanInput } from '#server/door/door.schema.ts';
import type { DoorAnswer, MergedScans } from '#server/door/door.ts';
import type { DoorList } from '#server/door/list.schema.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import type { Judged } from './judge.ts';
import { type DoorLog, emptyLog } from './log.ts';

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

/** State of one device, shared by the functions that scan and sync. */
export interface Device {
  performanceId: number;
  server: DoorServer;
  now: () => number;
  view: () => DoorView;
  show: (changes: Partial<DoorView>) => void;
  change: (edit: (log: DoorLog) => DoorLog) => void;
}

export const serverTime = ({ now, view }: Device) => new Date(now() - view().aheadMs).toISOString();

/** Returns no answer after an outage, and after a refusal, which is shown. */
export async function ask<T>(
  { show }: Device,
  call: () => Promise<T>,
): Promise<{ answer: T } | 'OFFLINE' | 'REFUSED'> {
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
