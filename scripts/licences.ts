// `npm run licences` groups the production packages by licence in docs/licences.md. The packages
// come from the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
export const licencesFile = path.join(root, 'docs/licences.md');

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
}

/** Licences that permit a service to use unmodified packages. */
export const accepted = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0', // licence of caniuse-lite, data about browser features
  'CC0-1.0',
  'ISC',
  'MPL-2.0', // licence of web-push, which Jari uses unmodified
  'LGPL-3.0-or-later', // licence of libvips, which the posters and Next load through sharp
  'MIT',
  'MIT-0', // licence of nodemailer
  'OFL-1.1', // licence of the interface's font
]);

/** Licences of packages whose LICENSE file states what their package.json omits. */
const unnamed: Partial<Record<string, string>> = { 'png-js 2.0.0': 'MIT' };

/** Groups the production packages by licence. Throws an error if a package names no licence. */
export function packagesByLicence(): Map<string, string[]> {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const found = new Map<string, Set<string>>();
  for (const [at, { version = '', license, dev = false, devOptional = false }] of Object.entries(
    packages,
  )) {
    if (at === '' || dev || devOptional) continue;
    const name = `${at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)} ${version}`;
    const named = license ?? unnamed[name];
    if (named === undefined) throw new Error(`${name} names no licence`);
    found.set(named, (found.get(named) ?? new Set()).add(name));
  }
  return new Map(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licence, names]) => [licence, [...names].sort()]),
  );
}

/**
 * Text of docs/licences.md about the licence of the font files that the pages load.
 */
const fontNote = `## The font’s parts

\`scripts/fonts.ts\` makes the parts of Pretendard that the pages load. They stay under the OFL: the licence’s text lies beside them as \`app/fonts/OFL.txt\`, and each part keeps the font’s own copyright and licence entries. They are not called Pretendard, since the licence keeps that name for the unchanged font.
`;

export function licencesText(): string {
  const sections = [...packagesByLicence()].map(
    ([licence, names]) => `## ${licence} (${names.length})\n\n${names.join(', ')}\n`,
  );
  return `# Licences\n\nThe packages that run in production, from the lock file, written by \`npm run licences\`.\n\n${sections.join('\n')}\n${fontNote}`;
}

if (import.meta.main) writeFileSync(licencesFile, licencesText());
