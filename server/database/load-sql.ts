import { readFileSync } from 'node:fs';

// The statements of `.sql` files are parsed and planned once for each connection, under a name that says which they are. There are as
// many as there are files; what Prisma writes for its model calls has no end of variants, and a connection would keep all of them.
const statementNames = new Map<string, string>();

/** The text of a `.sql` or `.lua` file that stands beside the module at `moduleUrl`. */
export function loadSql(moduleUrl: string, file: string): string {
  const url = new URL(file, moduleUrl);
  const found = readFileSync(url, 'utf8');
  if (file.endsWith('.sql')) statementNames.set(found, url.pathname.split('/').slice(-3).join('/'));
  return found;
}

/** The name under which a statement is prepared, such as `seating/sql/lock-buyer.sql`, if it is. */
export const statementName = (statement: string): string | undefined =>
  statementNames.get(statement);
