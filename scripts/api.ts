// `npm run api` records the REST API's examples from an instance on separate stores. The command
// then writes the examples and docs/api.md. `npm run api -- --check` fails if the files differ from
// the instance's behaviour, and changes no file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { format, resolveConfig } from 'prettier';
import { openApiDocument } from '#server/rest/document.ts';
import type { Examples } from '#server/rest/examples.ts';
import { recordExamples } from '#tests/rest-recorder/record.ts';
import { startInstance } from '#tests/support/instance.ts';
import { testStores } from '#tests/support/stores.ts';
import { apiText } from './api/markdown.ts';
import { stopProcesses } from './lib/processes.ts';
import { migrate } from './migrate.ts';
import { reportError } from './lib/progress.ts';
import { createDatabase, startTestPostgres } from './stores/postgres.ts';
import { startTestRedis } from './stores/redis.ts';

const root = path.join(import.meta.dirname, '..');
const template = 'jari_template';

async function record(): Promise<Examples> {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  await createDatabase(postgres.url('postgres'), template);
  await migrate(postgres.url(template));
  Object.assign(process.env, {
    JARI_TEST_POSTGRES: postgres.url('postgres'),
    JARI_TEST_REDIS: redis.url,
  });
  const stores = await testStores();
  const instance = await startInstance();
  const examples = await recordExamples(instance.url, stores);
  await instance.stop();
  await stores.close();
  await Promise.all([redis.stop(), postgres.stop()]);
  return examples;
}

async function lint(examples: Examples): Promise<string[]> {
  // Disables info-license-strict, because a proprietary licence has neither an SPDX identifier nor
  // a URL.
  const config = await createConfig({
    extends: ['recommended'],
    rules: { 'info-license-strict': 'off' },
  });
  const problems = await lintFromString({
    source: JSON.stringify(openApiDocument(examples)),
    config,
  });
  return problems.map(
    ({ ruleId, message, location }) =>
      `The OpenAPI document: ${message} (${ruleId}, at ${location[0]?.pointer ?? '#'})`,
  );
}

/** Lists the endpoints with changed examples. Returns an empty string for files other than JSON. */
function differing(before: string, after: string): string {
  const [old, now] = [before, after].map((text) =>
    text.startsWith('{') ? (JSON.parse(text) as Examples) : {},
  );
  const ids = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const changed = ids.filter((id) => JSON.stringify(old?.[id]) !== JSON.stringify(now?.[id]));
  return changed.length === 0 ? '' : ` (${changed.join(', ')})`;
}

/**
 * Writes the file if the text has changed. If `check` is true, returns an error message instead of
 * writing.
 */
async function update(name: string, text: string, check: boolean): Promise<string[]> {
  const file = path.join(root, name);
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (formatted === before) return [];
  if (check)
    return [
      `${name} differs from the instance’s behaviour${differing(before, formatted)}: run npm run api`,
    ];
  writeFileSync(file, formatted);
  console.log(`Wrote ${name}${differing(before, formatted)}`);
  return [];
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(signal, () => void stopProcesses().then(() => process.exit(1)));

try {
  const check = process.argv.includes('--check');
  const examples = await record();
  const complaints = [
    ...(await update('server/rest/examples.json', JSON.stringify(examples), check)),
    ...(await update('docs/api.md', apiText(examples), check)),
    ...(await lint(examples)),
  ];
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} catch (error) {
  reportError(error);
} finally {
  await stopProcesses();
  process.exit(); // without exit, the IPC channel keeps the process alive
}
