// `npm run owner -- --email ADDRESS` makes an account an owner, and creates the account with a
// password that the command prints once if there is none. `--reset-second-factor` also removes the
// account's second factors.
import { emailAddress } from '#server/account/email.schema.ts';
import { nameFrom } from '#server/account/name.schema.ts';
import { createClient } from '#server/database/db.ts';
import { checkDatabase, checkMigrations } from '#server/instance/start-up.ts';
import { makeOwner, resetSecondFactor } from '#server/staff/staff.ts';
import { reportError } from './lib/progress.ts';
import { readOptions } from './options.ts';
import { requiredSetting } from './stores/home.ts';

const usage = 'npm run owner -- --email ADDRESS [--reset-second-factor]';

function readArguments(): { email: string; isReset: boolean } {
  const { email, 'reset-second-factor': isReset = false } = readOptions(usage, {
    email: { type: 'string' },
    'reset-second-factor': { type: 'boolean' },
  });
  const address = emailAddress.safeParse(email);
  if (!address.success) throw new Error(`Usage: ${usage}`);
  return { email: address.data, isReset };
}

async function main(): Promise<void> {
  const { email, isReset } = readArguments();
  const url = requiredSetting('DATABASE_URL');
  await checkDatabase(url, checkMigrations);
  const { client: db, pool } = createClient(url, 2);
  try {
    const name = nameFrom(email.slice(0, email.lastIndexOf('@'))) ?? 'Owner';
    const { userId, password, isNewOwner } = await makeOwner(db, { email, name });
    if (password !== null) console.log(`The account ${email} has the password ${password}`);
    console.log(isNewOwner ? `${email} is now an owner.` : `${email} is an owner already.`);
    if (isReset)
      console.log(
        `${await resetSecondFactor(db, userId)} second factors of ${email} were removed.`,
      );
  } finally {
    await db.$disconnect();
    await pool.end();
  }
}

await main().catch(reportError);
