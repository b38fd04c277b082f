// `npm start` runs a complete system in the foreground, even from a fresh clone. `npm run dev` adds
// `--dev`: the instance serves unbuilt pages and reloads changed sources.
import { demonstrationAccounts } from '#prisma/seed.ts';
import { build } from './build.ts';
import { makeFonts } from './fonts.ts';
import {
  removeRunFile,
  inHome,
  makeHome,
  readRunFile,
  secrets,
  writeRunFile,
} from './stores/home.ts';
import { openLog, startInstance } from './instance.ts';
import { stopProcesses } from './lib/processes.ts';
import { tryLock } from './lock.ts';
import { prepareDatabase } from './prepare-database.ts';
import { errorLine, runStep } from './lib/progress.ts';
import { restartOnChange } from './reload.ts';
import { checkPort, readSettings } from './settings.ts';
import { openMailbox } from './stores/mailbox.ts';
import { openDatabase, openRedis } from './stores/open.ts';

const development = process.argv.includes('--dev');
let stopping = false;

/** Stops all child processes, newest first. Exits afterwards. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stopProcesses();
  if (code === 0) console.log('Stopped.');
  process.exit(code);
}

function fail(error: unknown): void {
  if (stopping) return; // ignore errors that the stop itself causes
  console.error(errorLine(error));
  void stop(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(signal, () => void stop(0));
process.stdout.on('error', () => undefined); // a closed output pipe must not end the system

async function start(): Promise<void> {
  makeHome();
  const lock = tryLock(inHome('lock'));
  const previous = readRunFile();
  if (lock === null) {
    console.log(
      previous === null
        ? 'Jari is already being started.'
        : `Jari is already running at ${previous.url}`,
    );
    process.exit(1);
  }
  const settings = await readSettings(secrets());
  // After a killed run, the processes need some seconds to free the port.
  await checkPort(settings, previous === null ? 0 : 20_000);
  removeRunFile();
  process.once('exit', () => {
    removeRunFile();
    lock.release();
  });

  const database = await openDatabase(settings.environment['DATABASE_URL']);
  const redis = await openRedis(settings.environment['REDIS_URL']);
  const mailbox = await openMailbox(settings.environment['SMTP_URL']);
  const demonstration = await prepareDatabase(database.url);
  if (development) await makeFonts();
  else await build();
  const environment = {
    ...settings.environment,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: mailbox.url,
  };
  const serve = () =>
    startInstance(settings.localUrl, {
      environment,
      development,
      log: development ? undefined : openLog(inHome('log')),
    });
  const instance = await runStep('Starting to serve', serve);
  if (development) restartOnChange(instance, serve);
  const serving = development ? [] : [{ name: 'The server', ended: instance.ended }];
  for (const { name, ended } of [database, redis, mailbox, ...serving])
    void ended?.then((how) => fail(new Error(`${name} has ended unexpectedly (${how}).`)));
  writeRunFile({ url: settings.url, demonstration, environment });
  announce(settings.url, demonstration, mailbox.pageUrl);
}

function announce(url: string, demonstration: boolean, mailboxUrl: string | null): void {
  const [admin, first] = demonstrationAccounts;
  const last = demonstrationAccounts.at(-1);
  console.log(`\nJari is running at ${url}`);
  if (demonstration && admin !== undefined && first !== undefined && last !== undefined)
    console.log(
      `  ${admin.email} / ${admin.password}\n  ${first.email} … ${last.email} / ${first.password}`,
    );
  if (mailboxUrl !== null) console.log(`  Its mails arrive at ${mailboxUrl}`);
  console.log(`${development ? '' : `Its log is ${inHome('log')}. `}Ctrl-C stops it.`);
}

await start().catch(fail);
