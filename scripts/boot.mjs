// Prepares a fresh clone and runs a script. Any Node from 20.19 can run this file. Preparation
// installs the locked packages and generates the database client. The script runs under the
// project's own Node version. This file is plain JavaScript without package imports, because a
// fresh clone has no packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node 20.19 or newer is needed; this is ${process.version}.`);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

function fail(line) {
  console.error(line);
  process.exit(1);
}

let current;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
// The shell between npm and this process does not forward npm's signals.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && end('SIGTERM'), 300).unref();

let ending = false;
function end(signal) {
  ending = true;
  current?.kill(signal);
}

/**
 * Runs a program and resolves to its exit code. `end` forwards signals to the program. If `quietly`
 * is true, prints the program's output only after a failure.
 */
function run(command, args, { quietly = false, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    current = spawn(command, args, {
      cwd: root,
      stdio: quietly ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      ...options,
    });
    for (const stream of [current.stdout, current.stderr])
      stream?.on('data', (chunk) => (output += chunk));
    current.once('error', (error) => fail(`could not run ${command}: ${error.message}`));
    current.once('close', (code) => {
      if (code !== 0) process.stderr.write(output);
      resolve(code ?? 1);
    });
  });
}

const hashOf = (...files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
};

/** Skips `work` if the stamp file proves an earlier success with the same inputs. */
async function once({ stamp, hash, saying, done, isThere, work }) {
  const file = path.join(root, stamp);
  if (isThere() && existsSync(file) && readFileSync(file, 'utf8') === hash) return;
  const since = performance.now();
  console.log(`${saying} …`);
  const status = await work();
  if (ending) process.exit(1);
  if (status !== 0) fail(`${saying} failed (exit code ${status}).`);
  writeFileSync(file, hash);
  console.log(`${done} in ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

await once({
  stamp: 'node_modules/.installed',
  hash: hashOf('package-lock.json'),
  saying: 'Installing packages',
  done: 'Installed',
  isThere: () => true,
  work() {
    // No package of the project needs its install script. The hidden engine warnings concern only
    // npm's own Node.
    const args = [
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const npm = process.env.npm_execpath; // npm sets this variable to its own path
    return npm ? run(process.execPath, [npm, ...args]) : run('npm', args, { shell: windows });
  },
});

function packagedNode() {
  try {
    const manifest = createRequire(path.join(root, 'package.json')).resolve(
      `node-${windows ? 'win' : process.platform}-${process.arch}/package.json`,
    );
    return path.join(path.dirname(manifest), 'bin', windows ? 'node.exe' : 'node');
  } catch {
    return null; // no npm package of Node exists for this system
  }
}

const node = packagedNode() ?? process.execPath;
if (node === process.execPath && (major < 24 || (major === 24 && minor < 7)))
  fail(`Node 24.7 or newer is needed on this system; this is ${process.version}.`);
const env = {
  ...process.env,
  INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
  PATH: [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env.PATH].join(
    path.delimiter,
  ),
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? path.join(root, 'node_modules', '.cache', 'node'),
};

await once({
  stamp: 'node_modules/.generated',
  hash: hashOf('package-lock.json', 'prisma/schema.prisma'),
  saying: 'Generating the database client',
  done: 'Generated',
  isThere: () => existsSync(path.join(root, 'server/generated/prisma/client.ts')),
  work: () =>
    run(node, [path.join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'], {
      quietly: true,
      // `generate` requires an engine's path but never runs the engine, so any path suffices.
      env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1' },
    }),
});

const [script, ...args] = process.argv.slice(2);
// If this process dies, the IPC channel closes and the script stops.
process.exit(
  await run(node, [path.join(root, script), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  }),
);
