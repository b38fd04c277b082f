// Simulates users who call back to back over a number of keep-alive connections, in a separate
// process. The connections carry one request at a time.
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

/** Prepared requests to one server. `hold` adds its payments to the stock named `pay`. */
interface Stock {
  url: string;
  prepared: Work[];
  next: number;
  /** True if the requests repeat, so that they never run out. */
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
  /** Duration after which no call begins. */
  seconds: number;
  /** Number of successful calls after which no call begins. */
  doneMax?: number;
}

export interface Measured {
  /** Calls with an answer, of which `taken` found their seat taken. */
  answered: number;
  taken: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Number of answers TRY_AGAIN, after which the user repeated the request. */
  busy: number;
  /** Number of prepared requests left. */
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

/** Returns exactly `count` open connections, of which most are from earlier loads. */
async function connectionsTo(url: string, count: number): Promise<Connection[]> {
  const usable = (open.get(url) ?? []).filter(({ isOpen }) => isOpen);
  for (const connection of usable.splice(count)) connection.close();
  const all = [...usable, ...(await openConnections(url, count - usable.length))];
  open.set(url, all);
  return all;
}

/** Repeats each request while the answer is TRY_AGAIN, and calls `onBusy` for each such answer. */
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
  /** Prepares one request per user. Returns the number of prepared requests in the stock. */
  supply({ stock: name, url, call, users, isEndless }: Supply): number {
    const stock = stockFor(name, { url, ...(isEndless !== undefined && { isEndless }) });
    const onHold = (pay: Work) => stockFor('pay', { url }).prepared.push(pay);
    const prepare: Call = calls[call];
    stock.prepared = stock.prepared.slice(stock.isEndless ? 0 : stock.next);
    stock.next = 0;
    for (const user of users) stock.prepared.push(prepare(url, user, onHold));
    return leftOf(stock);
  },

  /** Ends after `seconds`, or earlier if no prepared request is left. */
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
