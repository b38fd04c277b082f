import { loadSql } from '#server/database/load-sql.ts';

const file = (name: string) => loadSql(import.meta.url, `../../server/${name}.sql`);

/** Statements from the rooms' `.sql` files. */
export const statements = {
  precheck: file('seating/sql/precheck'),
  lockBuyer: file('seating/sql/lock-buyer'),
  createHold: file('seating/sql/create-hold'),
  concertOf: file('seating/sql/concert-of'),
  pay: file('payment/sql/pay'),
  move: file('wallet/sql/move'),
  storedReply: file('database/sql/stored-reply'),
  keepReply: file('database/sql/keep-reply'),
};
