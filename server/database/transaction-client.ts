import pg from 'pg';

interface Statement {
  text: string;
  name?: string | undefined;
}

type Send = (...args: unknown[]) => Promise<unknown>;

const sentNothing = { rowCount: 0 };

/**
 * Connection that sends BEGIN, the isolation level and the first statement of a transaction in one
 * message. Prisma's adapter sends three messages and waits for each answer. In a measurement, a
 * lone charge, hold or payment took 10 to 15 % less time, and groups of 32 took 6 to 14 % less.
 *
 * Only a statement that this connection has prepared accompanies BEGIN. Any other first statement
 * waits for the answer to BEGIN. One Sync follows BEGIN and the statement, so that PostgreSQL skips
 * the statement if BEGIN fails. COMMIT stays a separate message.
 */
export class TransactionClient extends pg.Client {
  readonly #prepared = new Set<string>();
  /** BEGIN that the connection has not sent yet. */
  #begin: string | null = null;
  /** Answer to the message with BEGIN. */
  #begun: Promise<unknown> = Promise.resolve();

  // `never` fits the results of all overloads.
  override query(...args: unknown[]): never {
    const send = super.query.bind(this) as Send;
    const [first] = args;
    // Only the adapter's transactions pass one object. Its other queries pass a callback, too.
    const isOfTransaction = args.length === 1 && isStatement(first);
    return (isOfTransaction ? this.#inTransaction(first, send) : send(...args)) as never;
  }

  async #inTransaction(statement: Statement, send: Send): Promise<unknown> {
    const { text, name = '' } = statement;
    if (text === 'BEGIN') {
      this.#begin = text;
      this.#begun = Promise.resolve();
      return sentNothing;
    }
    const begin = this.#begin;
    if (begin !== null && text.startsWith('SET TRANSACTION ISOLATION LEVEL ')) {
      this.#begin = text.replace('SET TRANSACTION', begin);
      return sentNothing;
    }
    this.#begin = null;
    const isEnd = text === 'COMMIT' || text === 'ROLLBACK';
    if (begin !== null) {
      if (isEnd) return sentNothing;
      if (this.#prepared.has(name)) return (this.#begun = sendWithBegin(send, begin, statement));
      this.#begun = send(begin);
    }
    // Without a transaction, PostgreSQL would commit the statement at once.
    if (!isEnd) await this.#begun;
    const result = await send(statement);
    if (name !== '') this.#prepared.add(name);
    return result;
  }
}

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && 'text' in value && !('submit' in value);

/** Returns the result of `statement` only. */
function sendWithBegin(send: Send, begin: string, statement: Statement): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query(statement, (error, result) => {
      if (error) reject(error);
      // `pg` returns a list if several statements were answered before the end of the query.
      else resolve([result].flat().at(-1));
    });
    const submit = query.submit.bind(query);
    query.submit = (connection) => {
      connection.stream.cork();
      connection.parse({ name: '', text: begin, types: [] }, true);
      connection.bind({}, true);
      connection.execute({}, true);
      submit(connection);
      connection.stream.uncork();
    };
    void send(query);
  });
}
