import pg from 'pg';
import { seed } from '#prisma/seed.ts';
import { migrate } from './migrate.ts';
import { runStep } from './lib/progress.ts';

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export async function isDemonstration(url: string): Promise<boolean> {
  const rows = await query<{ demonstration: boolean }>(
    url,
    'SELECT demonstration FROM instance_settings',
  );
  return rows[0]?.demonstration ?? false;
}

/**
 * Applies missing migrations. Adds the demonstration data if the database has no users. Adds new
 * performances to each demonstration concert without a future performance. Returns true if the
 * database contains the demonstration.
 */
export async function prepareDatabase(url: string): Promise<boolean> {
  await runStep(
    'Applying migrations',
    () => migrate(url),
    (applied) => (applied.length === 0 ? 'nothing to apply' : applied.join(', ')),
  );
  const [users] = await query<{ some: boolean }>(url, 'SELECT EXISTS (SELECT FROM users) AS some');
  const demonstration = await isDemonstration(url);
  if (users?.some === true && !demonstration) return false;
  await runStep(
    'Demonstration data',
    () => seed(url),
    (added) => (added ? 'added' : 'all there'),
  );
  return true;
}
