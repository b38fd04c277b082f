import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Refusal, tryAgain } from '../errors/refusal.ts';

/**
 * Calls `publish` with each new text of a topic, about once a second. Returns a function that ends
 * the subscription.
 */
export type Subscribe = (topic: number, publish: (text: string) => void) => () => void;

export interface Bounds {
  /** Maximum number of connections of one instance, over all topics. */
  connectionsMax: number;
  /**
   * Maximum number of connections from one network, so that a single host cannot take all
   * connections of an instance.
   */
  networkConnectionsMax: number;
  /** Unsent bytes in Node's buffer above which the hub destroys a connection. */
  unreadBytesMax: number;
  /**
   * Milliseconds of silence after which the hub repeats the latest event, because proxies close idle
   * connections, and clients take a long silence for a dead connection.
   */
  silenceMsMax: number;
}

// Allows 500 connections per network, because a whole school or office can share one network.
const bounds: Bounds = {
  connectionsMax: 20_000,
  networkConnectionsMax: 500,
  unreadBytesMax: 64 * 1024,
  silenceMsMax: 10_000,
};
const retryMs = 3_000;
const reconnectMsMin = 1_000;
const reconnectMsMax = 5_000;
const endMsMax = 500;
const retryAfterSeconds = 10;
/** Maximum writes per event-loop iteration, so that a poll waits for at most 250 writes. */
const writesPerYield = 250;

interface Channel {
  connections: Set<ServerResponse>;
  text: string;
  /** The latest text as a server-sent event, in a buffer that all connections share. */
  event: Buffer;
  heartbeat: NodeJS.Timeout;
  unsubscribe: () => void;
}

/** Streams the texts of topics as server-sent events: the latest text first, then each change. */
export class SseHub {
  /** Events written so far, summed over all connections. */
  delivered = 0;
  readonly #channels = new Map<number, Channel>();
  readonly #byNetwork = new Map<string, number>();
  readonly #subscribe: Subscribe;
  readonly #bounds: Bounds;
  #ended = false;

  constructor(subscribe: Subscribe, own: Partial<Bounds> = {}) {
    this.#subscribe = subscribe;
    this.#bounds = { ...bounds, ...own };
  }

  get connections(): number {
    return [...this.#channels.values()].reduce((sum, { connections }) => sum + connections.size, 0);
  }

  /**
   * Streams a topic's events until the client disconnects. Sends `text` first if the topic has no
   * stream yet. `network` is null if no limit per network applies. Refusals: TRY_AGAIN,
   * TOO_MANY_REQUESTS.
   */
  add(topic: number, text: string, res: ServerResponse, network: string | null): void {
    if (this.#ended) throw tryAgain(new Error('the instance is ending'));
    if (this.connections >= this.#bounds.connectionsMax)
      throw tryAgain(new Error('too many streams'), retryAfterSeconds);
    if (res.destroyed) return; // the client disconnected while the caller fetched the text
    if (network !== null) this.#count(network, res);
    writeHead(res);
    const channel = this.#channels.get(topic) ?? this.#open(topic, text);
    channel.connections.add(res);
    res.once('close', () => this.#remove(topic, channel, res));
    res.write(`retry: ${String(retryMs)}\n\n`);
    res.write(channel.event);
    this.delivered += 1;
  }

  /**
   * Ends all streams, and refuses new streams with TRY_AGAIN. Random `retry` values spread the
   * clients' reconnects over 1 to 5 s.
   */
  end(): void {
    this.#ended = true;
    const all = [...this.#channels.values()].flatMap(({ connections }) => [...connections]);
    for (const channel of this.#channels.values()) {
      close(channel);
      channel.connections.clear(); // stops each #send that is still writing
    }
    this.#channels.clear();
    endStreams(all);
  }

  /**
   * Counts a connection against its network's limit until the connection closes. Refusal:
   * TOO_MANY_REQUESTS.
   */
  #count(network: string, res: ServerResponse): void {
    const before = this.#byNetwork.get(network) ?? 0;
    if (before >= this.#bounds.networkConnectionsMax)
      throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds });
    this.#byNetwork.set(network, before + 1);
    res.once('close', () => {
      const left = (this.#byNetwork.get(network) ?? 0) - 1;
      if (left > 0) this.#byNetwork.set(network, left);
      else this.#byNetwork.delete(network);
    });
  }

  #open(topic: number, text: string): Channel {
    const channel: Channel = {
      connections: new Set(),
      text,
      event: encode(text),
      heartbeat: setInterval(() => void this.#send(channel), this.#bounds.silenceMsMax).unref(),
      unsubscribe: () => undefined,
    };
    this.#channels.set(topic, channel);
    channel.unsubscribe = this.#subscribe(topic, (text) => this.#publish(channel, text));
    return channel;
  }

  #publish(channel: Channel, text: string): void {
    if (text === channel.text) return;
    channel.text = text;
    channel.event = encode(text);
    channel.heartbeat.refresh();
    void this.#send(channel);
  }

  /**
   * Writes the latest event to all current connections, at most 250 per event-loop iteration. Skips
   * connections that open during the writes, because a new connection starts with the latest event.
   * Each connection gets events in order.
   */
  async #send({ connections, event }: Channel): Promise<void> {
    let written = 0;
    for (const res of [...connections]) {
      if (!connections.has(res)) continue;
      if (res.writableLength > this.#bounds.unreadBytesMax) res.destroy();
      else {
        res.write(event);
        this.delivered += 1;
      }
      if (++written % writesPerYield === 0) await nextTurn();
    }
  }

  #remove(topic: number, channel: Channel, res: ServerResponse): void {
    channel.connections.delete(res);
    if (channel.connections.size > 0 || this.#channels.get(topic) !== channel) return;
    close(channel);
    this.#channels.delete(topic);
  }
}

/**
 * Ends streams at a shutdown. Destroys the connections after 500 ms, because a client that does not
 * read would keep its connection open.
 */
export function endStreams(all: readonly ServerResponse[]): void {
  for (const res of all) {
    const retry = reconnectMsMin + Math.random() * (reconnectMsMax - reconnectMsMin);
    res.end(`retry: ${String(Math.round(retry))}\n\n`);
  }
  setTimeout(() => all.forEach((res) => res.destroy()), endMsMax).unref();
}

/** Writes the head of a stream, which is the whole response to HEAD. */
export function writeHead(res: ServerResponse): void {
  res.setHeader('content-type', 'text/event-stream; charset=utf-8');
  res.setHeader('cache-control', 'no-store');
  res.setHeader('vary', 'Accept');
  res.setHeader('x-accel-buffering', 'no'); // prevents nginx from buffering events
  // Ends the stream by closing the connection, so that events need no chunked encoding.
  res.setHeader('connection', 'close');
  res.removeHeader('transfer-encoding');
  res.writeHead(200);
}

function close({ heartbeat, unsubscribe }: Channel): void {
  clearInterval(heartbeat);
  unsubscribe();
}

const encode = (text: string): Buffer => Buffer.from(`data: ${text}\n\n`);
