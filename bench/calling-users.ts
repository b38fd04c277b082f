// Separate process that simulates users who call without pauses over keep-alive connections. Each
// connection carries one request at a time.
import { quantile } from '#tests/simulation/quantile.ts';
import {
  type Ask,
  type Call,
  type CallName,
  calls,
  type CallUser,
  type Work,
} from './calls/requests.ts';
import { serveJobs } from './child.ts';
import { type Connection, openConnections } from './wire.ts';

/** Prepared requests to one server. Each `hold` adds a payment to the stock named `pay`. */
interface Stock {
  url: string;
  prepared: Work[];
  next: number;
  /** True if the stock repeats its requests instead of running out. */
  isEndless: boolean;
}

interface Supply {
  stock: string;
  url: string;
  call: CallName;
  users: CallUser[];
  isEndless?: boolean;
}

interface Load {
  stock: string;
  connections: number;
  /** Time after which no new call starts. */
  seconds: number;
  /** Number of successful calls after which no new call starts. */
  doneMax?: number;
}

export interface Measured {
  /** Number of answered calls, of which `taken` lost the seat to another user. */
  answered: number;
  taken: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Number of repetitions after TRY_AGAIN. */
  busy: number;
  /** Number of unused prepared requests. */
  left: number;
}

const answerMsMax = 20_000;
const stocks = new Map<string, Stock>();
const open = new Map<string, Connection[]>(); // by URL

function stockOf(name: string): Stock {
  const found = stocks.get(name);
  if (found === undefined) throw new Error(`no stock ${name}`);
  return found;
}

function stockFor(name: string, { url, isEndless = false }: Pick<Supply, 'url' | 'isEndless'>) {
  const found = stocks.get(name) ?? { url, isEndless, prepared: [], next: 0 };
  stocks.set(name, found);
  return found;
}

const leftOf = ({ prepared, next }: Stock): number => prepared.length - next;

function take(stock: Stock): Work | undefined {
  const at = stock.isEndless ? stock.next++ % stock.prepared.length : stock.next++;
  return stock.prepared[at];
}

/** Returns exactly `count` open connections. Reuses connections of earlier loads. */
async function connectionsTo(url: string, count: number): Promise<Connection[]> {
  const usable = (open.get(url) ?? []).filter(({ isOpen }) => isOpen);
  for (const connection of usable.splice(count)) connection.close();
  const all = [...usable, ...(await openConnections(url, count - usable.length))];
  open.set(url, all);
  return all;
}

/** Repeats each request while the answer is TRY_AGAIN. Calls `onBusy` before each repetition. */
const askOn =
  (connection: Connection, onBusy: () => void): Ask =>
  async (request) => {
    for (;;) {
      const { status, body } = await connection.ask(request);
      if (status === 200) return body;
      if (body.includes('"SEAT_TAKEN"')) return null;
      if (!body.includes('"TRY_AGAIN"')) throw new Error(`${String(status)} ${body}`);
      onBusy();
    }
  };

export const jobs = {
  /** Prepares one request per user. Returns the number of unused requests in the stock. */
  supply({ stock: name, url, call, users, isEndless }: Supply): number {
    const stock = stockFor(name, { url, ...(isEndless !== undefined && { isEndless }) });
    const onHold = (pay: Work) => stockFor('pay', { url }).prepared.push(pay);
    const prepare: Call = calls[call];
    stock.prepared = stock.prepared.slice(stock.isEndless ? 0 : stock.next);
    stock.next = 0;
    for (const user of users) stock.prepared.push(prepare(url, user, onHold));
    return leftOf(stock);
  },

  /** Ends after `seconds`, `doneMax` successful calls, or the last prepared request. */
  async run({ stock: name, connections, seconds, doneMax = Infinity }: Load): Promise<Measured> {
    const stock = stockOf(name);
    const used = await connectionsTo(stock.url, connections);
    const closeAll = () => used.forEach((connection) => connection.close());
    const took: number[] = [];
    const outcomes = { done: 0, taken: 0 };
    let busy = 0;
    const since = performance.now();
    const end = since + seconds * 1_000;
    const worker = async (connection: Connection): Promise<void> => {
      const ask = askOn(connection, () => busy++);
      for (let begin = since; begin < end && outcomes.done < doneMax;) {
        const work = take(stock);
        if (work === undefined) return;
        outcomes[await work(ask)]++;
        const now = performance.now();
        took.push(now - begin);
        begin = now;
      }
    };
    const overdue = setTimeout(closeAll, seconds * 1_000 + answerMsMax);
    try {
      await Promise.all(used.map(worker));
    } catch (error) {
      closeAll(); // ends the other workers
      throw error;
    } finally {
      clearTimeout(overdue);
    }
    if (took.length === 0) throw new Error(`${name}: nothing was prepared`);
    stock.next = Math.min(stock.next, stock.isEndless ? Infinity : stock.prepared.length);
    return {
      answered: took.length,
      taken: outcomes.taken,
      seconds: (performance.now() - since) / 1_000,
      p50Ms: quantile(took, 0.5),
      p99Ms: quantile(took, 0.99),
      busy,
      left: leftOf(stock),
    };
  },
};

serveJobs(jobs);
