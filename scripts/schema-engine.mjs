#!/usr/bin/env node
// Replaces the native schema engine of Prisma's CLI, because no package registry offers that
// engine. Answers the CLI's JSON-RPC calls on stdin and stdout with Prisma's WebAssembly engine.
// prisma.config.ts sets the path of this program. This program is plain JavaScript for any Node
// from 20.19, because the CLI runs it with the first Node on PATH.
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { administer, MigrationAdapterFactory } from './schema-engine-adapter.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
    version: { type: 'boolean' },
  },
  allowPositionals: true,
  strict: false,
});
const url = JSON.parse(options.datasource ?? '{}').url || process.env.DATABASE_URL;

/** Writes an error in the engine's log format, because the CLI parses and shows each log line. */
function logError(message, details) {
  const line = {
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    fields: { message, ...details },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message) };
process.on('uncaughtException', (error) => {
  logError(panic ?? error.stack, { is_panic: true, backtrace: '' });
  process.exit(1);
});

async function openEngine() {
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    './schema_engine_bg.js': engineModule,
  });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = options.datamodels?.map((name) => [name, readFileSync(name, 'utf8')]);
  const factory = bindMigrationAwareSqlAdapterFactory(new MigrationAdapterFactory(url));
  return engineModule.SchemaEngine.new({ datamodels }, () => undefined, factory);
}

const send = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
let opening;
let printed = 0;

/**
 * Executes a call of the CLI. Imitates the native engine, because the WebAssembly engine differs in
 * some calls.
 */
async function call(method, params) {
  const engine = await (opening ??= openEngine());
  // evaluateDataLoss and createMigration read a cache that only devDiagnostic fills.
  if (method === 'evaluateDataLoss' || method === 'createMigration') {
    await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
  }
  const result = (await engine[method === 'getDatabaseVersion' ? 'version' : method](params)) ?? {};
  // Asks the CLI to print the difference, because the WebAssembly engine only returns the text.
  if (method === 'diff' && result.stdout) {
    send({ id: `print-${String(++printed)}`, method: 'print', params: { content: result.stdout } });
  }
  return result;
}

async function answer({ id, method, params }) {
  try {
    send({ id, result: await call(method, params) });
  } catch (error) {
    const known = error?.code === undefined ? {} : { error_code: error.code, meta: error.meta };
    const data = {
      message: panic ?? String(error?.message ?? error),
      is_panic: panic !== undefined,
      ...known,
    };
    send({
      id,
      error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
    });
  }
}

if (options.version) {
  console.log('schema-engine-cli wasm');
} else if (positionals[0] === 'cli') {
  process.stderr.write('\n'); // the CLI discards the first line of standard error
  const failure = await administer(positionals[1], url);
  if (failure !== undefined)
    logError(failure.message, { error_code: failure.code, is_panic: false });
  process.exitCode = failure === undefined ? 0 : 1;
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const message = line.trim() === '' ? {} : JSON.parse(line);
    // A message without a method only acknowledges a `print` call.
    if (message.method !== undefined) await answer(message);
  }
  process.exit(0);
}
