import { concertExists, concertOfAnyPerformance } from '../catalog/catalog.ts';
import { maskSeat } from '../admin/admin.ts';
import { shareJson } from '../database/shared-json.ts';
import { refuse, Refusal, tryAgain } from '../errors/refusal.ts';
import type { Stores } from '../queue/queue.ts';
import { ConcertFeed, type Feed, SeatFeed } from './feeds.ts';
import type { LiveInput, LiveMessage } from './live.schema.ts';
import { MessageQueue } from './message-queue.ts';

const streamsMax = 200;
const userStreamsMax = 10;
const retryAfterSeconds = 10;

/** What a user may see: names and addresses of people, entries of the audit log. */
export interface Sight {
  seesNames: boolean;
  seesAudit: boolean;
}

/** Checks that a user may still watch. Throws a refusal if not. */
export type Access = () => Promise<Sight>;

export interface Watcher {
  userId: string;
  access: Access;
  /** Ends the stream and frees its resources. */
  signal: AbortSignal;
}

/**
 * The live views of one instance. All streams of a concert share its reader, and those of a
 * performance too. A reader runs only while there is a stream.
 */
export class LiveViews {
  readonly #feeds = new Map<string, Feed>();
  readonly #byUser = new Map<string, number>();
  readonly #checkMs: number;
  #streams = 0;

  /** Checks the access of each stream every `checkMs`. */
  constructor({ checkMs = 3_000 } = {}) {
    this.#checkMs = checkMs;
  }

  get readers(): number {
    return this.#feeds.size;
  }

  /**
   * Returns the messages of a concert, and of a performance's seats, after the first read. Checks
   * the access at the start and then every `checkMs`; its refusal ends the stream. Refusals:
   * NOT_FOUND, also for a performance of another concert; TRY_AGAIN and TOO_MANY_REQUESTS for too
   * many streams of the instance or the user; those of `access`.
   */
  async watch(
    stores: Stores,
    { concertId, performanceId }: LiveInput,
    { userId, access, signal }: Watcher,
  ): Promise<AsyncGenerator<LiveMessage, void>> {
    const sight = await access();
    await concertExists(stores.db, concertId, { withHidden: true });
    const isOther = async (id: number) =>
      (await concertOfAnyPerformance(stores.db, id)) !== concertId;
    if (performanceId !== undefined && (await isOther(performanceId))) refuse('NOT_FOUND');
    const ending = new AbortController();
    const end = AbortSignal.any([signal, ending.signal]);
    try {
      this.#count(userId, end);
      const messages = new MessageQueue<LiveMessage>(end);
      const feeds = [this.#concertFeed(stores, concertId)];
      if (performanceId !== undefined) feeds.push(this.#seatFeed(stores, performanceId));
      await join(feeds, messages, end);
      return present(messages, access, { sight, checkMs: this.#checkMs }, ending);
    } catch (error) {
      ending.abort();
      throw error;
    }
  }

  /** Counts the stream until its signal. */
  #count(userId: string, signal: AbortSignal): void {
    const own = this.#byUser.get(userId) ?? 0;
    if (this.#streams >= streamsMax)
      throw tryAgain(new Error('too many live views'), retryAfterSeconds);
    if (own >= userStreamsMax) throw new Refusal('TOO_MANY_REQUESTS', {}, { retryAfterSeconds });
    if (signal.aborted) throw tryAgain(new Error('the client has disconnected'));
    this.#streams += 1;
    this.#byUser.set(userId, own + 1);
    onAbort(signal, () => {
      this.#streams -= 1;
      const left = (this.#byUser.get(userId) ?? 0) - 1;
      if (left > 0) this.#byUser.set(userId, left);
      else this.#byUser.delete(userId);
    });
  }

  #concertFeed(stores: Stores, concertId: number): Feed {
    return this.#feed(
      `concert ${String(concertId)}`,
      (onIdle) => new ConcertFeed(stores, concertId, onIdle),
    );
  }

  #seatFeed(stores: Stores, performanceId: number): Feed {
    return this.#feed(
      `performance ${String(performanceId)}`,
      (onIdle) => new SeatFeed(stores, performanceId, onIdle),
    );
  }

  #feed(key: string, create: (onIdle: () => void) => Feed): Feed {
    const known = this.#feeds.get(key);
    if (known !== undefined) return known;
    const feed = create(() => void this.#feeds.delete(key));
    this.#feeds.set(key, feed);
    return feed;
  }
}

function onAbort(signal: AbortSignal, work: () => void): void {
  if (signal.aborted) work();
  else signal.addEventListener('abort', work, { once: true });
}

/** Adds the present state of the feeds, their latest events, and each change until `end`. */
async function join(
  feeds: Feed[],
  messages: MessageQueue<LiveMessage>,
  end: AbortSignal,
): Promise<void> {
  const listener = (message: LiveMessage) => messages.push(message);
  const joined = feeds.map(({ reader, listeners }) => {
    const first = reader.join();
    onAbort(end, () => {
      listeners.delete(listener);
      reader.leave();
    });
    return first;
  });
  await Promise.all(joined);
  if (end.aborted) return;
  for (const feed of feeds) for (const message of feed.state()) messages.push(message);
  for (const feed of feeds) for (const message of feed.events()) messages.push(message);
  for (const { listeners } of feeds) listeners.add(listener);
}

async function* present(
  messages: MessageQueue<LiveMessage>,
  access: Access,
  { sight, checkMs }: { sight: Sight; checkMs: number },
  ending: AbortController,
): AsyncGenerator<LiveMessage, void> {
  try {
    for (let dueAt = performance.now() + checkMs; ;) {
      const message = await messages.next(dueAt - performance.now());
      if (message === 'ENDED') return;
      if (performance.now() >= dueAt) {
        sight = await access();
        dueAt = performance.now() + checkMs;
      }
      if (message !== 'LATE') yield shared(sightOf(message, sight));
    }
  } finally {
    ending.abort();
  }
}

const withoutNames = new WeakMap<LiveMessage, LiveMessage>();
const withoutAudit = new WeakMap<LiveMessage, LiveMessage>();

/** Returns the message as staff may see it, the same object for all staff with the same sight. */
function sightOf(message: LiveMessage, { seesNames, seesAudit }: Sight): LiveMessage {
  const audited = seesAudit ? message : once(withoutAudit, message, hideAudit);
  return seesNames ? audited : once(withoutNames, audited, hideNames);
}

function once(
  known: WeakMap<LiveMessage, LiveMessage>,
  message: LiveMessage,
  hide: (message: LiveMessage) => LiveMessage,
): LiveMessage {
  const found = known.get(message) ?? hide(message);
  known.set(message, found);
  return found;
}

function hideNames(message: LiveMessage): LiveMessage {
  switch (message.type) {
    case 'overview':
      return message;
    case 'seats':
      return {
        ...message,
        data: { ...message.data, seats: message.data.seats.map(maskSeat) },
      };
    case 'event':
      return { ...message, data: { ...message.data, name: null } };
  }
}

/** Changes of the queue stay, because the charts mark them. */
function hideAudit(message: LiveMessage): LiveMessage {
  if (message.type !== 'event' || message.data.kind !== 'CONTROL') return message;
  if (message.data.action === 'queue.set') return message;
  return { ...message, data: { ...message.data, reason: null, before: null, after: null } };
}

const sharedMessages = new WeakSet<LiveMessage>();

function shared(message: LiveMessage): LiveMessage {
  if (!sharedMessages.has(message)) sharedMessages.add(shareJson(message));
  return message;
}
