import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { redisOnPath } from '#scripts/stores/redis.ts';

const file = path.join(import.meta.dirname, '../docs/benchmarks.md');

export interface Row {
  what: string;
  figure: string;
  /** Baseline value from the same run. */
  baseline?: string;
  /** Figure divided by baseline. */
  ratio?: number;
  target?: string;
  /** True if the figure meets the target; absent without a target. */
  met?: boolean;
}

export interface Section {
  name: string;
  /** Description of the method of measurement. */
  how: string;
  rows: readonly Row[];
}

const cell = (text: string | undefined): string => (text ?? '–').replaceAll('|', '\\|');

/** Formats a ratio. Small ratios have a third decimal, because 5 % of them must be visible. */
const ratioText = (ratio: number): string => `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`;

/** Returns the section as Markdown. `when` is the date, and `where` describes the machine. */
export function sectionText(
  { name, how, rows }: Section,
  { when, where }: { when: string; where: string },
): string {
  const lines = rows.map(({ what, figure, baseline, ratio, target, met }) => {
    const verdict = met === undefined ? '' : met ? ' ✓' : ' ✗ missed';
    const against = ratio === undefined ? undefined : ratioText(ratio);
    return `| ${[what, figure, baseline, against, target === undefined ? undefined : target + verdict].map(cell).join(' | ')} |`;
  });
  return [
    how,
    '',
    `${when}, ${where}. To repeat: \`npm run bench -- ${name}\`.`,
    '',
    '| what | figure | baseline, same run | against it | target |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/**
 * Replaces the text between the section's markers in the document. Throws an error if the document
 * lacks the markers.
 */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: written by the benchmark -->`, `<!-- end of ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no markers for ${name}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

export function machine(): string {
  const [cpu] = os.cpus();
  const redis = redisOnPath();
  const version =
    redis === undefined
      ? ''
      : /v=(\S+)/.exec(execFileSync(redis, ['--version'], { encoding: 'utf8' }))?.[1];
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  const parts = [
    `${String(os.availableParallelism())} CPUs (${cpu?.model.trim() ?? 'unknown'})`,
    `${String(gigabytes)} GB`,
    `${os.type()} ${os.release()}`,
    `Node ${process.version}`,
    `Redis ${version ?? ''}`,
  ];
  return parts.join(', ');
}

/** Prints the section and, with `write`, stores the section in docs/benchmarks.md. */
export async function publish(section: Section, { write }: { write: boolean }): Promise<void> {
  const text = sectionText(section, {
    when: new Date().toISOString().slice(0, 10),
    where: machine(),
  });
  console.log(`\n${text}\n`);
  if (!write) return;
  const document = withSection(readFileSync(file, 'utf8'), section.name, text);
  writeFileSync(file, await format(document, { ...(await resolveConfig(file)), filepath: file }));
}
