// `npm run audit` checks every invariant of a database, even during a sale. The exit code is 1 if a
// row breaks an invariant.
import pg from 'pg';
import { audit, type Finding } from '#server/audit/audit.ts';
import { checkDatabase, checkMigrations } from '#server/instance/start-up.ts';
import { requiredSetting } from './stores/home.ts';
import { readOptions } from './options.ts';
import { reportError } from './lib/progress.ts';

/** Formats the findings as a table, each check above examples of its breaches. */
function report(findings: Finding[]): string {
  const line = (check: string, looked: string, breaches: string) =>
    `${check.padEnd(18)}${looked.padStart(12)}${breaches.padStart(12)}`;
  const lines = findings.flatMap(({ check, looked, breaches, examples }) => [
    line(check, String(looked), String(breaches)),
    ...examples.map((example) => `    ${example}`),
    ...(breaches > examples.length ? [`    … and ${String(breaches - examples.length)} more`] : []),
  ]);
  return [line('check', 'rows', 'breaches'), ...lines].join('\n');
}

async function main(): Promise<void> {
  readOptions('npm run audit', {});
  const url = requiredSetting('DATABASE_URL');
  await checkDatabase(url, checkMigrations);
  const client = new pg.Client({ connectionString: url, application_name: 'jari audit' });
  await client.connect();
  const findings = await audit(client).finally(() => client.end());
  console.log(report(findings));
  const breaches = findings.reduce((sum, finding) => sum + finding.breaches, 0);
  console.log(breaches === 0 ? 'All invariants hold.' : `${String(breaches)} breaches.`);
  process.exitCode = breaches === 0 ? 0 : 1;
}

await main().catch(reportError);
