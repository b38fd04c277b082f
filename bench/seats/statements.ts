import { loadSql } from '#server/database/load-sql.ts';

const file = (name: string) => loadSql(import.meta.url, `../../server/${name}.sql`);

/** The rooms' own files. */
export const statements = {
  look: file('seating/sql/look'),
  enter: file('seating/sql/enter'),
  beginHold: file('seating/sql/begin-hold'),
  concertOf: file('seating/sql/concert-of'),
  pay: file('payment/sql/pay'),
  move: file('wallet/sql/move'),
  storedReply: file('sql/stored-reply'),
  keepReply: file('sql/keep-reply'),
};
