// Adds missing entries for other systems' optional packages to package-lock.json. `npm install`
// omits packages that the registry lacks, and `npm ci` refuses an incomplete lock file. The added
// entries have no hash, because npm fetches the hash on the system that needs the package.
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'darwin',
  'win32',
  'linux',
  'freebsd',
  'android',
  'openharmony',
  'netbsd',
  'openbsd',
  'sunos',
  'aix',
  'wasm32',
];
const processors = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];
const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Resolves like Node: checks node_modules at `from` and at every parent. */
function isListed(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

let added = 0;
for (const [from, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (isListed(from, name)) continue;
    const words = name.replace(/^@[^/]+\//, '').split(/[-.]/);
    const system =
      systems.find((word) => words.includes(word)) ??
      (words.some((word) => word.startsWith('win')) ? 'win32' : undefined);
    const processor = processors.find((word) => words.includes(word));
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[^\d]*/, ''),
      ...(processor && { cpu: [processor] }),
      optional: true,
      ...(system && { os: [system === 'wasm32' ? 'none' : system] }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added to the lock file`);
