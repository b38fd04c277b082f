import { loadSql } from '#server/database/load-sql.ts';

const file = (name: string) => loadSql(import.meta.url, `../../server/${name}.sql`);

/** The rooms' `.sql` files. */
export const statements = {
  precheck: file('seating/sql/precheck'),
  createHold: file('seating/sql/create-hold'),
  pay: file('payment/sql/pay'),
  charge: file('wallet/sql/charge'),
};
