// `npm run seed` adds missing demonstration data, including future performances, to a database.
import { demonstrationAccounts, seed } from '#prisma/seed.ts';
import { requiredSetting } from './stores/home.ts';
import { readOptions } from './options.ts';
import { reportError } from './lib/progress.ts';
import { checkDatabase, checkMigrations } from '#server/instance/start-up.ts';

async function main(): Promise<void> {
  readOptions('npm run seed', {});
  const url = requiredSetting('DATABASE_URL');
  await checkDatabase(url, checkMigrations);
  const added = await seed(url);
  console.log(added ? 'The demonstration data was added.' : 'The demonstration data is complete.');
  console.log(`Accounts: ${demonstrationAccounts.map(({ email }) => email).join(', ')}`);
}

await main().catch(reportError);
