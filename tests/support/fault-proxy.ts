import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Point at which the proxy stops a connection: the request with `words`, or the first successful
 * answer to that request. With `after`, the mark applies only to connections that have already
 * carried one of these texts.
 */
export interface Mark {
  what: 'request' | 'answer';
  words: string;
  after?: string[];
}

const errorSeverity = 'SERROR\0'; // severity field of a PostgreSQL error message

/** A TCP proxy that can cut, delay, drop or stop the traffic to a local port. */
export interface FaultProxy {
  port: number;
  /** Resets all connections, and refuses new connections until `mend`. */
  cut(): void;
  /**
   * Drops all bytes in both directions, on open and new connections, without closing any
   * connection.
   */
  swallow(): void;
  /** Restores new connections after `cut` or `swallow`. */
  mend(): void;
  /** Delays all bytes in each direction by `ms` milliseconds. */
  delay(ms: number): void;
  /**
   * From now on, stops each connection at this mark; null removes the mark. Already stopped
   * connections stay stopped.
   */
  holdBack(mark: Mark | null): void;
  /** Returns the number of stopped connections. */
  held(): number;
  /** Resets the stopped connections. */
  cutHeld(): void;
  /** Resumes the stopped connections. */
  letHeldPass(): void;
  /** Directs new connections to `port`. */
  retarget(port: number): void;
  close(): Promise<void>;
}

/** Forwards the bytes of one direction of a connection, in order. */
class Direction {
  readonly #to: Socket;
  readonly #delayMs: () => number;
  readonly #delayed: { bytes: Buffer; due: number }[] = [];
  #kept: Buffer[] | null = null;

  constructor(to: Socket, delayMs: () => number) {
    this.#to = to;
    this.#delayMs = delayMs;
  }

  carry(bytes: Buffer): void {
    if (this.#kept !== null) this.#kept.push(bytes);
    else if (this.#delayMs() === 0 && this.#delayed.length === 0) this.#to.write(bytes);
    else if (this.#delayed.push({ bytes, due: performance.now() + this.#delayMs() }) === 1)
      void this.#carryDelayed();
  }

  stop(): void {
    this.#kept ??= [];
  }

  go(): void {
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const bytes of kept) this.carry(bytes);
  }

  async #carryDelayed(): Promise<void> {
    for (let [next] = this.#delayed; next !== undefined; [next] = this.#delayed) {
      await pause(Math.max(0, next.due - performance.now()));
      if (this.#to.writable) this.#to.write(next.bytes);
      this.#delayed.shift();
    }
  }
}

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
      this.#seen.clear(); // a new mark ignores earlier texts
    }
    if (mark !== null && this.#isAt(mark, bytes)) {
      if (mark.what === 'request') this.#hold(this.directions.asked);
      else this.#awaitsAnswer = true;
    }
    this.directions.asked.carry(bytes);
  }

  answered(bytes: Buffer): void {
    if (this.#awaitsAnswer) {
      if (bytes.includes(errorSeverity)) this.#expectRepetition();
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

  /**
   * Waits for a repetition of the failed request, because the mark stops only a successful answer.
   */
  #expectRepetition(): void {
    this.#awaitsAnswer = false;
    this.#seen.clear();
  }

  #hold(direction: Direction): void {
    this.isHeld = true;
    direction.stop();
  }

  #isAt({ words, after = [] }: Mark, bytes: Buffer): boolean {
    for (const one of after) if (bytes.includes(one)) this.#seen.add(one);
    return (
      bytes.includes(words) && (after.length === 0 || after.some((one) => this.#seen.has(one)))
    );
  }
}

/** Starts a proxy to the local port `target`. At first the proxy forwards all traffic unchanged. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const open = new Set<Connection>();
  let state: 'whole' | 'cut' | 'swallowing' = 'whole';
  let delayMs = 0;
  let mark: Mark | null = null;
  let to = target;
  const swallow = ({ directions }: Connection) =>
    Object.values(directions).forEach((direction) => direction.stop());
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

export function viaProxy(url: string, { port }: FaultProxy): string {
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${String(port)}`;
  return proxied.href;
}
