import { readFileSync } from 'node:fs';

// Statements of `.sql` files are prepared once per connection, named after their file. Prisma's
// model calls are not: their statements have unlimited variants, and a connection would keep all of
// them.
const statementNames = new Map<string, string>();

/** The text of a `.sql` or `.lua` file, by its path relative to the module at `moduleUrl`. */
export function loadSql(moduleUrl: string, file: string): string {
  const url = new URL(file, moduleUrl);
  const found = readFileSync(url, 'utf8');
  if (file.endsWith('.sql')) statementNames.set(found, url.pathname.split('/').slice(-3).join('/'));
  return found;
}

/**
 * The name of a prepared statement, such as `seating/sql/lock-buyer.sql`; undefined if it is not
 * from a file.
 */
export const statementName = (statement: string): string | undefined =>
  statementNames.get(statement);
