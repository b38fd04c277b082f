import type { ServerResponse } from 'node:http';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { Refusal, tryAgain } from '../errors/refusal.ts';

/** Tells each new text of a topic, about once a second, until the function that it returns is called. */
export type Watch = (topic: number, tell: (text: string) => void) => () => void;

export interface Bounds {
  /** Watchers of one instance, of all topics together. */
  watchersMax: number;
  /** Of those, from one network: else a single host could take all places. */
  networkWatchersMax: number;
  /** What a watcher may leave unread before it is cut off; the network's own buffers come on top. */
  unreadBytesMax: number;
  /** So often something is said where nothing changes, for whoever counts the seconds on the way. */
  quietMsMax: number;
}

// A school or an office is one network too.
const bounds: Bounds = {
  watchersMax: 20_000,
  networkWatchersMax: 500,
  unreadBytesMax: 64 * 1024,
  quietMsMax: 15_000,
};
const retryMs = 3_000;
const returnMsMin = 1_000;
const returnMsMax = 5_000;
const farewellMsMax = 500;
const fullSeconds = 10;
/** A crowd is told in parts, so that no poll waits for all of it. */
const atOnce = 250;
const comment = Buffer.from(':\n\n');

interface Channel {
  watchers: Set<ServerResponse>;
  text: string;
  /** The latest text as it goes over the wire: one buffer for all. */
  event: Buffer;
  quiet: NodeJS.Timeout;
  unwatch: () => void;
}

/** Server-sent events by topic: the latest text at once, then each that differs from the last. */
export class SseHub {
  /** Events that have been handed to a connection so far. */
  delivered = 0;
  readonly #channels = new Map<number, Channel>();
  readonly #ofNetworks = new Map<string, number>();
  readonly #watch: Watch;
  readonly #bounds: Bounds;
  #ended = false;

  constructor(watch: Watch, own: Partial<Bounds> = {}) {
    this.#watch = watch;
    this.#bounds = { ...bounds, ...own };
  }

  get watchers(): number {
    return [...this.#channels.values()].reduce((sum, { watchers }) => sum + watchers.size, 0);
  }

  /**
   * Answers with the topic's events for as long as somebody reads them. `text`: what it says now; `network`: whence they watch, null
   * where that is not to be counted. Refusals: TRY_AGAIN, TOO_MANY_REQUESTS.
   */
  add(topic: number, text: string, res: ServerResponse, network: string | null): void {
    if (this.#ended) throw tryAgain(new Error('the instance is ending'));
    if (this.watchers >= this.#bounds.watchersMax)
      throw tryAgain(new Error('too many watch'), fullSeconds);
    if (res.destroyed) return; // they have gone while the text was fetched
    if (network !== null) this.#count(network, res);
    writeHead(res);
    const channel = this.#channels.get(topic) ?? this.#open(topic, text);
    channel.watchers.add(res);
    res.once('close', () => this.#remove(topic, channel, res));
    res.write(`retry: ${String(retryMs)}\n\n`);
    res.write(channel.event);
    this.delivered += 1;
  }

  /** Ends all streams, and takes no more. Those who watched come back over some seconds, wherever they are then let in. */
  end(): void {
    this.#ended = true;
    const all = [...this.#channels.values()].flatMap(({ watchers }) => [...watchers]);
    for (const channel of this.#channels.values()) {
      close(channel);
      channel.watchers.clear(); // a crowd of which a part is still to be told is told no more
    }
    this.#channels.clear();
    for (const res of all)
      res.end(
        `retry: ${String(Math.round(returnMsMin + Math.random() * (returnMsMax - returnMsMin)))}\n\n`,
      );
    setTimeout(() => all.forEach((res) => res.destroy()), farewellMsMax).unref(); // whoever does not read has no farewell
  }

  /** Counts a watcher of a network for as long as it watches. Refusal: TOO_MANY_REQUESTS. */
  #count(network: string, res: ServerResponse): void {
    const before = this.#ofNetworks.get(network) ?? 0;
    if (before >= this.#bounds.networkWatchersMax)
      throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds: fullSeconds });
    this.#ofNetworks.set(network, before + 1);
    res.once('close', () => {
      const left = (this.#ofNetworks.get(network) ?? 0) - 1;
      if (left > 0) this.#ofNetworks.set(network, left);
      else this.#ofNetworks.delete(network);
    });
  }

  #open(topic: number, text: string): Channel {
    const channel: Channel = {
      watchers: new Set(),
      text,
      event: encode(text),
      quiet: setInterval(() => void this.#send(channel, comment), this.#bounds.quietMsMax).unref(),
      unwatch: () => undefined,
    };
    this.#channels.set(topic, channel);
    channel.unwatch = this.#watch(topic, (text) => this.#tell(channel, text));
    return channel;
  }

  #tell(channel: Channel, text: string): void {
    if (text === channel.text) return;
    channel.text = text;
    channel.event = encode(text);
    channel.quiet.refresh();
    void this.#send(channel, channel.event);
  }

  /** Whoever comes meanwhile has had the latest event, and whoever is told later than others is told in the same order. */
  async #send({ watchers }: Channel, message: Buffer): Promise<void> {
    let told = 0;
    for (const res of [...watchers]) {
      if (!watchers.has(res)) continue;
      if (res.writableLength > this.#bounds.unreadBytesMax) res.destroy();
      else {
        res.write(message);
        if (message !== comment) this.delivered += 1;
      }
      if (++told % atOnce === 0) await othersFirst();
    }
  }

  #remove(topic: number, channel: Channel, res: ServerResponse): void {
    channel.watchers.delete(res);
    if (channel.watchers.size > 0 || this.#channels.get(topic) !== channel) return;
    close(channel);
    this.#channels.delete(topic);
  }
}

/** What is sent to watch; to a HEAD, all of it. */
export function writeHead(res: ServerResponse): void {
  res.setHeader('content-type', 'text/event-stream; charset=utf-8');
  res.setHeader('cache-control', 'no-store');
  res.setHeader('vary', 'Accept');
  res.setHeader('x-accel-buffering', 'no'); // nginx would keep events until it has a page full of them
  res.setHeader('connection', 'close'); // the stream ends with its connection, so that it needs no frame around each event
  res.removeHeader('transfer-encoding');
  res.writeHead(200);
}

function close({ quiet, unwatch }: Channel): void {
  clearInterval(quiet);
  unwatch();
}

const encode = (text: string): Buffer => Buffer.from(`data: ${text}\n\n`);
