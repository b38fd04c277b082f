import { readFileSync } from 'node:fs';

// Names of prepared statements by text: each connection prepares the statement of a `.sql` file
// once, under the file's name. Model calls of Prisma stay unprepared, because a connection would
// keep each of their unlimited variants.
const statementNames = new Map<string, string>();

/**
 * Reads a file by its path relative to the module at `moduleUrl`. Registers a `.sql` file as a
 * prepared statement.
 */
export function loadSql(moduleUrl: string, file: string): string {
  const url = new URL(file, moduleUrl);
  const found = readFileSync(url, 'utf8');
  if (file.endsWith('.sql')) statementNames.set(found, url.pathname.split('/').slice(-3).join('/'));
  return found;
}

/**
 * Returns the name of a prepared statement, such as `seating/sql/lock-buyer.sql`, or undefined if
 * the statement is not from a file.
 */
export const statementName = (statement: string): string | undefined =>
  statementNames.get(statement);
