import pg from 'pg';
import { audit, type Finding } from '#server/audit/audit.ts';

/** What an audit of the test's own database finds now. */
export async function auditNow(): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  return audit(client).finally(() => client.end());
}
