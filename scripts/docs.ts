// `npm run docs` replaces the generated parts of the documents. Two markers enclose each part. `npm
// run docs -- --check` fails if a document is outdated, and changes no file.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { chargeMutants } from '#tests/mutants/charge.ts';
import { expiryMutants } from '#tests/mutants/expiry.ts';
import { holdMutants } from '#tests/mutants/hold.ts';
import { payMutants } from '#tests/mutants/pay.ts';
import { refundMutants } from '#tests/mutants/refund.ts';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function mutants(): string {
  const all = [...holdMutants, ...payMutants, ...chargeMutants, ...refundMutants, ...expiryMutants];
  const rows = all.map(({ of, bug, killedBy, seenAs }) => [of, bug, killedBy, `\`${seenAs}\``]);
  return `${table(['in', 'bug', 'killed by', 'seen as'], rows)}\n\n${String(all.length)} mutants.`;
}

/** Returns the file and name of each negative control. */
export function negativeControls(): [file: string, name: string][] {
  const files = globSync('{server,prisma,tests}/**/*.test.ts', { cwd: root }).sort();
  return files.flatMap((file) =>
    [...read(file).matchAll(/(['"`])negative control: (.+?)\1/g)].map(
      ([, , name = '']): [string, string] => [file.replaceAll(path.sep, '/'), name],
    ),
  );
}

function controls(): string {
  const rows = negativeControls().map(([file, name]) => [`\`${file}\``, name]);
  return `${table(['test file', 'control'], rows)}\n\n${String(rows.length)} controls.`;
}

export interface Decision {
  file: string;
  number: string;
  title: string;
  date: string;
  status: string;
  text: string;
}

export function decisions(): Decision[] {
  const files = globSync('docs/decisions/[0-9]*.md', { cwd: root }).sort();
  return files.map((file) => {
    const text = read(file);
    const [, number = '', title = ''] = /^# (\d{3})\. (.+)$/m.exec(text) ?? [];
    const [, date = ''] = /^- Date: (.+)$/m.exec(text) ?? [];
    const [, status = ''] = /^- Status: (.+)$/m.exec(text) ?? [];
    return { file: path.basename(file), number, title, date, status, text };
  });
}

function index(): string {
  const rows = decisions().map(({ file, number, title, date, status }) => [
    number,
    `[${title}](${file})`,
    date,
    status,
  ]);
  return table(['number', 'decision', 'date', 'status'], rows);
}

const generated: Record<string, Record<string, () => string>> = {
  'docs/concurrency.md': { mutants, controls },
  'docs/decisions/README.md': { index },
};

/** Replaces the text between two markers. Throws if the document lacks the markers. */
export function withPart(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no markers for ${name}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** Returns each outdated document with its new text. */
export async function outdated(): Promise<[file: string, text: string][]> {
  const found: [string, string][] = [];
  for (const [file, parts] of Object.entries(generated)) {
    const before = read(file);
    const after = Object.entries(parts).reduce(
      (text, [name, make]) => withPart(text, name, make()),
      before,
    );
    const options = await resolveConfig(path.join(root, file));
    const formatted = await format(after, { ...options, filepath: file });
    if (formatted !== before) found.push([file, formatted]);
  }
  return found;
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  for (const [file, text] of await outdated()) {
    if (check) {
      console.error(`${file} differs from its sources: run npm run docs`);
      process.exitCode = 1;
    } else {
      writeFileSync(path.join(root, file), text);
      console.log(`Wrote ${file}`);
    }
  }
}
