// Simulates, in a separate process, users who receive the public stats as a stream.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveJobs } from './child.ts';
import { GrowthDelays } from './growth-delays.ts';
import { requestText } from './wire.ts';

const openedAtOnce = 100;
const growth = new GrowthDelays();
const sockets: Socket[] = [];
let events = 0;

/**
 * Counts the events on one connection. Buffers a partial event until the rest of the event arrives.
 */
function read(socket: Socket, user: number): void {
  let unread = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    const now = Date.now();
    const blocks = (unread + chunk).split('\n\n');
    unread = blocks.pop() ?? '';
    for (const block of blocks) {
      const waiting = /^data: .*"waiting":(\d+)/m.exec(block)?.[1];
      if (waiting === undefined) continue;
      events++;
      growth.record(user, Number(waiting), now);
    }
  });
}

export const jobs = {
  /**
   * Opens `count` streams. Waits for the first data of each stream. Returns the number of streams
   * that are open afterwards.
   */
  async open({
    url,
    concertId,
    count,
  }: {
    url: string;
    concertId: number;
    count: number;
  }): Promise<number> {
    const { hostname, port } = new URL(url);
    const request = requestText(url, {
      path: `/api/queue/${String(concertId)}/board`,
      headers: { accept: 'text/event-stream' },
    });
    const opened = async (): Promise<void> => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      read(socket, sockets.push(socket));
      socket.write(request);
      await once(socket, 'data');
    };
    while (sockets.length < count)
      await Promise.all(
        Array.from({ length: Math.min(openedAtOnce, count - sockets.length) }, opened),
      );
    return sockets.filter((socket) => socket.readable).length;
  },

  /** Returns the number of events since the last call, and the number of open connections. */
  takeCounts(): { events: number; open: number } {
    const found = { events, open: sockets.filter((socket) => socket.readable).length };
    events = 0;
    return found;
  },

  delays({ grownAt }: { grownAt: [number, number][] }): ReturnType<GrowthDelays['delays']> {
    return growth.delays(new Map(grownAt));
  },
};

serveJobs(jobs);
