// The statements of `.sql` files are parsed and planned once for each connection, under a name. There are as many as there are files;
// what Prisma writes for its model calls has no end of variants, and a connection would keep all of them.
const names = new Map<string, string>();

/** Has this statement prepared where it is sent from now on. */
export function prepare(statement: string): void {
  if (!names.has(statement)) names.set(statement, `jari_${String(names.size + 1)}`);
}

/** The name under which a statement is prepared, if it is. */
export const preparedName = (statement: string): string | undefined => names.get(statement);
