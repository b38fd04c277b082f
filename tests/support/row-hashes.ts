import type { Db } from '#server/database/db.ts';

/**
 * A fingerprint of each table whose rows change by what people do: a line that has been quiet for some seconds gives its numbers back
 * by itself.
 */
export async function rowHashes(db: Db): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name <> 'queue_epochs'`;
  const hashes = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) AS hash FROM "${name}" t`,
  );
  const rows = await db.$queryRawUnsafe<{ name: string; hash: string }[]>(
    hashes.join(' UNION ALL '),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
