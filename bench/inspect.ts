import { once } from 'node:events';
import { freePort } from '#scripts/stores/free-port.ts';
import { type Instance, startInstance } from '#tests/support/instance.ts';
import { residentBytes } from './load.ts';

/** An instance that collects garbage on request, for memory measurements. */
export interface Inspected extends Instance {
  /** Returns the resident memory after a garbage collection, in bytes. */
  bytesAfterGc: () => Promise<number>;
}

export async function startInspected(): Promise<Inspected> {
  const port = await freePort();
  const instance = await startInstance({ NODE_OPTIONS: `--inspect=127.0.0.1:${String(port)}` });
  const bytesAfterGc = async (): Promise<number> => {
    const targets = (await (await fetch(`http://127.0.0.1:${String(port)}/json/list`)).json()) as [
      { webSocketDebuggerUrl: string },
    ];
    const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    await once(socket, 'message');
    socket.close();
    return residentBytes(instance.pid);
  };
  return { ...instance, bytesAfterGc };
}
