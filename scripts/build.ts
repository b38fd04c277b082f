// `npm run build` builds the pages in advance, so that instances can share the build.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { makeFonts } from './fonts.ts';
import { startProcess } from './lib/processes.ts';
import { tryLock } from './lock.ts';
import { runStep } from './lib/progress.ts';

const brotli = promisify(brotliCompress); // its default quality is the highest
const root = path.join(import.meta.dirname, '..');
const stamp = path.join(root, '.next', 'built-from');
const sources = [
  '{app,components,server,public}/**/*',
  'prisma/schema.prisma',
  'instrumentation-client.ts',
  '{next,postcss}.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.ts',
];

function sourcesHash(): string {
  const hash = createHash('sha256');
  const entries = globSync(sources, { cwd: root, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const name = path.relative(root, file);
    if (name.startsWith(path.join('server', 'generated')) || name.endsWith('.test.ts')) continue;
    hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const isBuiltFrom = (hash: string) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/**
 * Builds the pages unless a build of the same sources exists. A lock serialises concurrent builds.
 */
export async function build(): Promise<void> {
  let lock = tryLock(path.join(root, 'node_modules', '.build-lock'));
  while (lock === null) {
    await pause(500);
    lock = tryLock(path.join(root, 'node_modules', '.build-lock'));
  }
  try {
    await makeFonts();
    const hash = sourcesHash();
    if (isBuiltFrom(hash)) return;
    rmSync(stamp, { force: true });
    await runStep('Building the pages', runNext, () => 'built');
    await runStep('Compressing the scripts', compressFiles, () => 'compressed');
    writeFileSync(stamp, hash);
  } finally {
    lock.release();
  }
}

async function runNext(): Promise<void> {
  const next = startProcess(
    process.execPath,
    [path.join(root, 'node_modules/next/dist/bin/next'), 'build'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      group: true,
    },
  );
  const output: Buffer[] = [];
  for (const stream of [next.child.stdout, next.child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const end = await next.ended;
  if (end === 'exit code 0') return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(`The pages could not be built (${end}).`);
}

/**
 * Writes a Brotli file beside each text file of the build. The highest quality is 14 % smaller than
 * gzip; it is too slow for compression per request.
 */
async function compressFiles(): Promise<void> {
  const files = globSync('.next/static/**/*.{js,css,svg}', { cwd: root });
  await Promise.all(
    files.map(async (name) => {
      const file = path.join(root, name);
      await writeFile(`${file}.br`, await brotli(await readFile(file)));
    }),
  );
}

if (import.meta.main) {
  await build().then(
    () => console.log('The build is up to date.'),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
