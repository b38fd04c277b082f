import { doorCode } from '#server/door/door.schema.ts';
import { newKey } from '../attempt-key.ts';
import { ask, type Device, serverTime } from './device.ts';
import { type Judged, judgeOffline } from './judge.ts';
import { deviceId as ownDeviceId, readKeys, readLog } from './log.ts';

/** One scan: its code, its name and its time by the server's clock. */
interface NamedScan {
  code: string;
  scanId: string;
  at: string;
}

function record(
  { show, change }: Device,
  judged: Judged,
  { scanId, at, isOffline }: Omit<NamedScan, 'code'> & { isOffline: boolean },
): void {
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

async function judge(device: Device, { code, scanId, at }: NamedScan): Promise<void> {
  const { list, log } = device.view();
  const judged = await judgeOffline(code, { list, keys: readKeys(), uses: log.uses });
  const { state, ticketId, seat } = judged;
  // Kept before the result is shown, because the person walks in at once.
  if (state === 'VALID' && ticketId !== null && seat !== null)
    device.change((log) => ({
      ...log,
      queue: [...log.queue, { code, at, scanId, ticketId, seat }],
    }));
  record(device, judged, { scanId, at, isOffline: true });
}

/** Judges a code by the server, or by the device without an answer, and records the result. */
export async function scan(device: Device, text: string): Promise<void> {
  const { performanceId, server, view } = device;
  const [scanId, at] = [newKey(), serverTime(device)];
  const code = doorCode.safeParse(text).data;
  if (code === undefined) {
    const unknown = { state: 'UNKNOWN', ticketId: null, seat: null, usedAt: null } as const;
    record(device, unknown, { scanId, at, isOffline: false });
    return;
  }
  // The server does not know the uses that still wait for their merge.
  const isAsked = view().isConnected && readLog(performanceId).queue.length === 0;
  const deviceId = ownDeviceId(newKey);
  const asked = isAsked
    ? await ask(device, () => server.admit({ performanceId, code, deviceId, scanId }))
    : 'OFFLINE';
  if (asked === 'OFFLINE') await judge(device, { code, scanId, at });
  else if (asked !== 'REFUSED') record(device, asked.answer, { scanId, at, isOffline: false });
}
