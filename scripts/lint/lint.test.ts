import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const settings = ['.oxlintrc.json', 'package.json', 'tsconfig.json', 'scripts/lint/rules.mjs'];

/** Source files without a violation. */
const lawful: Record<string, string> = {
  'server/wallet/clock.test.ts': 'export const now = Date.now(); export const { env } = process;',
  'server/wallet/clock.ts': 'export const past = (ms: number): Date => new Date(ms);',
  'server/http/clock.ts': 'export const now = (): Date => new Date();',
  'server/config/env.ts': 'export const home = process.env.HOME;',
};

type Planned = [group: string, file: string, source: string, rules: string[]];

/** A file with violations, per group of rules. */
const plannedViolations: Planned[] = [
  [
    'a rule of the project',
    'server/wallet/time.ts',
    `export * from './clock.ts';
export const times = [Date.now(), new Date()];
try { throw new Error('x'); } catch { times.pop(); }`,
    ['jari(no-bare-clock)', 'jari(no-bare-clock)', 'jari(no-export-all)', 'jari(no-unbound-catch)'],
  ],
  [
    'an access to the environment',
    'server/http/env.ts',
    'export const home = process.env.HOME;',
    ['eslint(no-restricted-properties)'],
  ],
  [
    'a rule without types',
    'server/wallet/plain.ts',
    'export const f = (_unread: any): number => 1;',
    ['eslint(no-unused-vars)', 'typescript(no-explicit-any)'],
  ],
  [
    'a rule with types',
    'server/wallet/typed.ts',
    `Promise.resolve(1);
export const f = (parsed: any): string => parsed;
export const g = (kind: 'a' | 'b'): number => { switch (kind) { case 'a': return 1; } return 2; };`,
    [
      'typescript(no-explicit-any)',
      'typescript(no-floating-promises)',
      'typescript(no-unsafe-return)',
      'typescript(switch-exhaustiveness-check)',
    ],
  ],
  [
    'a rule of React',
    'components/hooks.ts',
    `import { useEffect } from 'react';
export function useIf(on: boolean): void { if (on) useEffect(() => undefined); }`,
    ['react-hooks(rules-of-hooks)'],
  ],
  [
    'a rule of accessibility',
    'components/image.tsx',
    'export const image = <img src="a" />;',
    ['jsx-a11y(alt-text)'],
  ],
  [
    'a comment that disables nothing',
    'server/wallet/comment.ts',
    '// oxlint-disable-next-line no-var\nexport const a = 1;',
    ['unused directive'],
  ],
];

interface Report {
  diagnostics: { code?: string; message: string; filename: string }[];
}

/** Lints the files in a temporary project. Returns the sorted rules that each file violates. */
function violationsIn(files: Record<string, string>): Record<string, string[]> {
  const project = mkdtempSync(path.join(tmpdir(), 'jari-lint-'));
  onTestFinished(() => rmSync(project, { recursive: true }));
  const open = (name: string) => {
    const file = path.join(project, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  symlinkSync(path.join(root, 'node_modules'), open('node_modules'));
  for (const name of settings) copyFileSync(path.join(root, name), open(name));
  for (const [name, source] of Object.entries(files)) writeFileSync(open(name), source);
  const { stdout } = spawnSync(
    path.join(root, 'node_modules/.bin/oxlint'),
    ['--format', 'json', 'server', 'components'],
    {
      cwd: project,
      encoding: 'utf8',
    },
  );
  const found: Record<string, string[]> = {};
  for (const { code, filename } of (JSON.parse(stdout) as Report).diagnostics)
    (found[filename] ??= []).push(code ?? 'unused directive');
  Object.values(found).forEach((rules) => rules.sort());
  return found;
}

test('each group of lint rules is reported where it is broken, and nowhere else', () => {
  const files = { ...lawful };
  for (const [, file, source] of plannedViolations) files[file] = source;
  const expected = plannedViolations.map(([, file, , rules]) => [file, rules]);
  expect(violationsIn(files)).toEqual(Object.fromEntries(expected));
});
