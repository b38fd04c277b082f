import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What is to be held back: the message with these words, on a connection that has carried those of `after`, or the answer to it that
 * is no error.
 */
export interface Mark {
  what: 'request' | 'answer';
  words: string;
  after?: string[];
}

const isRefused = 'SERROR\0'; // as PostgreSQL's messages say that what follows is an error

/** A way to a port of this machine that can be cut, slow, or lead nowhere, and that can stop at a mark. */
export interface FaultProxy {
  port: number;
  /** Breaks every connection, and refuses new ones until it is mended. */
  cut(): void;
  /** Nothing arrives any more, in either direction, on the connections there are and on new ones; nobody is told. */
  swallow(): void;
  /** New connections are whole again. */
  mend(): void;
  /** Whatever passes from now on takes so long. */
  delay(ms: number): void;
  /** From now on connections stop at this mark; null: at none. Those that have stopped stay so. */
  holdBack(mark: Mark | null): void;
  /** How many connections have stopped at a mark. */
  held(): number;
  /** Breaks those. */
  cutHeld(): void;
  /** What was held back passes after all. */
  letHeldPass(): void;
  /** Leads elsewhere from now on. */
  retarget(port: number): void;
  close(): Promise<void>;
}

/** One end's bytes on their way to the other, in their order. */
class Direction {
  readonly #to: Socket;
  readonly #delayMs: () => number;
  readonly #late: { bytes: Buffer; due: number }[] = [];
  #kept: Buffer[] | null = null;

  constructor(to: Socket, delayMs: () => number) {
    this.#to = to;
    this.#delayMs = delayMs;
  }

  carry(bytes: Buffer): void {
    if (this.#kept !== null) this.#kept.push(bytes);
    else if (this.#delayMs() === 0 && this.#late.length === 0) this.#to.write(bytes);
    else if (this.#late.push({ bytes, due: performance.now() + this.#delayMs() }) === 1)
      void this.#carryLate();
  }

  stop(): void {
    this.#kept ??= [];
  }

  go(): void {
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const bytes of kept) this.carry(bytes);
  }

  async #carryLate(): Promise<void> {
    for (let [next] = this.#late; next !== undefined; [next] = this.#late) {
      await pause(Math.max(0, next.due - performance.now()));
      if (this.#to.writable) this.#to.write(next.bytes);
      this.#late.shift();
    }
  }
}

/** One connection through the proxy. */
class Connection {
  readonly near: Socket;
  readonly far: Socket;
  readonly directions: { asked: Direction; answered: Direction };
  isHeld = false;
  #mark: Mark | null = null;
  #seen = new Set<string>();
  #awaitsAnswer = false;

  constructor(near: Socket, port: number, delayMs: () => number) {
    this.near = near;
    this.far = connect(port, '127.0.0.1');
    this.directions = {
      asked: new Direction(this.far, delayMs),
      answered: new Direction(near, delayMs),
    };
  }

  asked(bytes: Buffer, mark: Mark | null): void {
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#seen.clear(); // what it carried before was not what is waited for
    }
    if (mark !== null && this.#isAt(mark, bytes)) {
      if (mark.what === 'request') this.#hold(this.directions.asked);
      else this.#awaitsAnswer = true;
    }
    this.directions.asked.carry(bytes);
  }

  answered(bytes: Buffer): void {
    if (this.#awaitsAnswer) {
      if (bytes.includes(isRefused)) this.#passBy();
      else this.#hold(this.directions.answered);
    }
    this.directions.answered.carry(bytes);
  }

  break(): void {
    this.near.resetAndDestroy();
    this.far.resetAndDestroy();
  }

  letPass(): void {
    this.isHeld = this.#awaitsAnswer = false;
    this.directions.asked.go();
    this.directions.answered.go();
  }

  /** What was asked was not done: whoever asked may do so again, and is met then. */
  #passBy(): void {
    this.#awaitsAnswer = false;
    this.#seen.clear();
  }

  #hold(lane: Direction): void {
    this.isHeld = true;
    lane.stop();
  }

  #isAt({ words, after = [] }: Mark, bytes: Buffer): boolean {
    for (const one of after) if (bytes.includes(one)) this.#seen.add(one);
    return (
      bytes.includes(words) && (after.length === 0 || after.some((one) => this.#seen.has(one)))
    );
  }
}

/** Opens a way to `target`, through which bytes go as they are. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const open = new Set<Connection>();
  let state: 'whole' | 'cut' | 'swallowing' = 'whole';
  let delayMs = 0;
  let mark: Mark | null = null;
  let to = target;
  const swallow = ({ directions: lanes }: Connection) =>
    Object.values(lanes).forEach((lane) => lane.stop());
  const server = createServer((near) => {
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const connection = new Connection(near, to, () => delayMs);
    const { far } = connection;
    open.add(connection);
    if (state === 'swallowing') swallow(connection);
    near.on('data', (bytes: Buffer) => connection.asked(bytes, mark));
    far.on('data', (bytes: Buffer) => connection.answered(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(connection);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => open.forEach((connection) => connection.break());
  const held = () => [...open].filter(({ isHeld }) => isHeld);
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      state = 'cut';
      breakAll();
    },
    swallow: () => {
      state = 'swallowing';
      open.forEach(swallow);
    },
    mend: () => void (state = 'whole'),
    delay: (ms) => void (delayMs = ms),
    holdBack: (at) => void (mark = at),
    held: () => held().length,
    cutHeld: () => held().forEach((connection) => connection.break()),
    letHeldPass: () => held().forEach((connection) => connection.letPass()),
    retarget: (port) => void (to = port),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      breakAll();
      await closed;
    },
  };
}

/** The same address by way of a proxy. */
export function viaProxy(url: string, { port }: FaultProxy): string {
  const way = new URL(url);
  way.host = `127.0.0.1:${String(port)}`;
  return way.href;
}
