'use client';

import { useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { api } from '../api.ts';
import { refusalOf } from '../errors.ts';
import { SessionContext } from '../session/session-gate.tsx';
import { type DoorServer, emptyView } from './device.ts';
import { createDoorDevice, type DoorDevice } from './door-device.ts';

/** Time limit of a scan's answer, after which the device judges by its list. */
const scanMsMax = 3_000;
const callMsMax = 10_000;
const syncEveryMs = 15_000;

const deviceClock = (): number => Date.now();

function useServer(performanceId: number): DoorServer {
  const { client } = api.useUtils();
  const session = useContext(SessionContext);
  return useMemo(() => {
    const within = (ms: number) => ({ signal: AbortSignal.timeout(ms) });
    const tracked = async <T>(call: Promise<T>): Promise<T> => {
      try {
        return await call;
      } catch (error) {
        if (refusalOf(error).code !== 'OFFLINE') session.failed(error);
        throw error;
      }
    };
    return {
      list: () => tracked(client.door.list.query({ performanceId }, within(callMsMax))),
      keys: async () => (await fetch('/.well-known/jwks.json', within(callMsMax))).text(),
      admit: async (scan) => {
        const answer = await tracked(client.door.admit.mutate(scan, within(scanMsMax)));
        if ('state' in answer) return answer;
        throw new Error('the server answered a batch');
      },
      merge: async (scans) => {
        const answer = await tracked(client.door.admit.mutate(scans, within(callMsMax)));
        if ('doubles' in answer) return answer;
        throw new Error('the server answered a single scan');
      },
      undo: (input) => tracked(client.door.undo.mutate(input, within(callMsMax))),
    };
  }, [client, session, performanceId]);
}

/** Connects this device to a door. Merges and reads the list every 15 s and when it comes online. */
export function useDoor(performanceId: number): DoorDevice {
  const server = useServer(performanceId);
  const device = useMemo(
    () => createDoorDevice(performanceId, server, deviceClock),
    [performanceId, server],
  );
  useEffect(() => {
    const sync = () => void device.sync();
    const closing = new AbortController();
    void device.start().then(sync);
    window.addEventListener('online', sync, { signal: closing.signal });
    const timer = setInterval(sync, syncEveryMs);
    return () => {
      closing.abort();
      clearInterval(timer);
    };
  }, [device]);
  return device;
}

export const useDoorView = (device: DoorDevice) =>
  useSyncExternalStore(device.subscribe, device.view, () => emptyView);
