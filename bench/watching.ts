// People who are sent the board, in a process of their own.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveJobs } from './child.ts';
import { Sightings } from './sightings.ts';
import { requestText } from './wire.ts';

const openedAtOnce = 100;
const sightings = new Sightings();
const sockets: Socket[] = [];
let events = 0;

/** Counts the events on one connection. Their texts are short, and an event that is cut in two is read once it is whole. */
function read(socket: Socket, person: number): void {
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
      sightings.record(person, Number(waiting), now);
    }
  });
}

export const jobs = {
  /** Opens so many streams, and waits until each has had its first event. Returns how many it were: it may be kept from more. */
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

  /** Events since this was last asked, on all connections together; and how many of these are still open. */
  told(): { events: number; open: number } {
    const found = { events, open: sockets.filter((socket) => socket.readable).length };
    events = 0;
    return found;
  },

  delays({ grownAt }: { grownAt: [number, number][] }): ReturnType<Sightings['delays']> {
    return sightings.delays(new Map(grownAt));
  },
};

serveJobs(jobs);
