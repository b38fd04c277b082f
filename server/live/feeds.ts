import { type AdminSeat, adminSeats, readOverview } from '../admin/admin.ts';
import { jsonOf } from '../database/shared-json.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import type { Stores } from '../queue/queue.ts';
import { Cursor, type Mark } from './cursor.ts';
import type { LiveEvent, LiveMessage } from './live.schema.ts';
import { SharedReader } from './shared-reader.ts';

const eventsSql = loadSql(import.meta.url, './sql/events.sql');

type Listener = (message: LiveMessage) => void;
type EventMessage = Extract<LiveMessage, { type: 'event' }>;

/** The present state of a feed, after its first read, and a listener for each change. */
export interface Feed {
  readonly reader: SharedReader;
  readonly listeners: Set<Listener>;
  state(): LiveMessage[];
  events(): LiveMessage[];
}

const eventsMax = 50;
const controlMsMax = 30 * 60_000;

/** Reads a concert's overview and events. */
export class ConcertFeed implements Feed {
  readonly reader: SharedReader;
  readonly listeners = new Set<Listener>();
  readonly #stores: Stores;
  readonly #concertId: number;
  readonly #cursor = new Cursor();
  #overview: LiveMessage | null = null;
  #joined: { epoch: number; issued: number } | null = null;
  #events: EventMessage[] = [];

  constructor(stores: Stores, concertId: number, onIdle: () => void) {
    this.#stores = stores;
    this.#concertId = concertId;
    this.reader = new SharedReader(() => this.#read(), onIdle);
  }

  state(): LiveMessage[] {
    return this.#overview === null ? [] : [this.#overview];
  }

  events(): LiveMessage[] {
    return this.#events;
  }

  async #read(): Promise<void> {
    const [{ overview, queue }, [found]] = await Promise.all([
      readOverview(this.#stores, this.#concertId),
      this.#readEvents(),
    ]);
    if (found === undefined) throw new Error('the statement of events returned no row');
    const isFirst = this.#overview === null;
    const at = found.now.toISOString();
    if (this.#overview === null || jsonOf(overview) !== jsonOf(this.#overview.data)) {
      this.#overview = { type: 'overview', at, data: overview };
      publish(this.listeners, this.#overview);
    }
    const joined = this.#joinedSince(queue, at);
    const fresh = found.events.filter(({ eventId }) => this.#cursor.isNew(eventId));
    this.#cursor.advance(found.mark);
    const events = [...fresh.map(toMessage), ...(joined === null ? [] : [joined])];
    this.#keep(latest(events, found.now, isFirst));
  }

  #readEvents() {
    const { reservation, payment, refund, audit, closed } = this.#cursor.position;
    return rows<{ mark: Mark; now: Date; events: (LiveEvent & { at: string })[] }>(
      this.#stores.db,
      eventsSql,
      ...[this.#concertId, reservation, payment, refund, audit, new Date(closed)],
    );
  }

  /** Returns the event of the users who joined since the last read, or null without one. */
  #joinedSince(queue: { epoch: number; issued: number } | null, at: string): EventMessage | null {
    const before = this.#joined;
    this.#joined = queue;
    if (before === null || queue?.epoch !== before.epoch) return null;
    const people = queue.issued - before.issued;
    if (people <= 0) return null;
    const eventId = `j${String(queue.epoch)}-${String(queue.issued)}`;
    return toMessage({ ...nobody, at, eventId, kind: 'JOINED', people });
  }

  #keep(events: EventMessage[]): void {
    if (events.length === 0) return;
    for (const event of events) publish(this.listeners, event);
    const all = [...this.#events, ...events];
    this.#events = latest(all, new Date(events.at(-1)?.at ?? 0), true);
  }
}

const nobody = {
  ...{ userId: null, name: null, performanceId: null, reservationId: null, paymentId: null },
  ...{ seats: [], amount: null, people: null, action: null, reason: null },
  ...{ before: null, after: null },
};

const toMessage = ({ at, ...data }: LiveEvent & { at: string }): EventMessage => ({
  type: 'event',
  at,
  data,
});

/**
 * Returns the last 50 events, because nobody reads more of a flood, and also all controls: of the
 * queue's last 30 minutes with `ofQueue`, otherwise of any kind.
 */
function latest(events: EventMessage[], now: Date, ofQueue: boolean): EventMessage[] {
  const first = events.length - eventsMax;
  const isControl = ({ at, data }: EventMessage) =>
    ofQueue
      ? data.action === 'queue.set' && now.getTime() - Date.parse(at) <= controlMsMax
      : data.kind === 'CONTROL';
  return events.filter((event, at) => at >= first || isControl(event));
}

/** Reads the seats of a performance. */
export class SeatFeed implements Feed {
  readonly reader: SharedReader;
  readonly listeners = new Set<Listener>();
  readonly #stores: Stores;
  readonly #performanceId: number;
  #seats = new Map<number, { seat: AdminSeat; json: string }>();
  readonly #clock: () => number;
  #at = '';

  /** `clock` states the time of each message, in ms. */
  constructor(
    stores: Stores,
    performanceId: number,
    onIdle: () => void,
    clock: () => number = Date.now,
  ) {
    this.#clock = clock;
    this.#stores = stores;
    this.#performanceId = performanceId;
    this.reader = new SharedReader(() => this.#read(), onIdle);
  }

  state(): LiveMessage[] {
    return [this.#message([...this.#seats.values()].map(({ seat }) => seat))];
  }

  events(): LiveMessage[] {
    return [];
  }

  async #read(): Promise<void> {
    const seats = await adminSeats(this.#stores.db, this.#performanceId);
    const next = new Map(seats.map((seat) => [seat.seat, { seat, json: JSON.stringify(seat) }]));
    const changed = [...next.values()].filter(
      ({ seat, json }) => this.#seats.get(seat.seat)?.json !== json,
    );
    this.#seats = next;
    this.#at = new Date(this.#clock()).toISOString();
    if (changed.length > 0) publish(this.listeners, this.#message(changed.map(({ seat }) => seat)));
  }

  #message(seats: AdminSeat[]): LiveMessage {
    const data = { performanceId: this.#performanceId, seats };
    return { type: 'seats', at: this.#at, data };
  }
}

function publish(listeners: ReadonlySet<Listener>, message: LiveMessage): void {
  for (const listener of listeners) listener(message);
}
