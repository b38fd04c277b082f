// Fails if a source contains a retired word: a name, file name or word that a standard term has
// replaced. scripts/retired-words.json lists the retired words. `npm run check` runs this script.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(import.meta.dirname, '..');
const listFile = path.join(import.meta.dirname, 'retired-words.json');

/**
 * `pattern` and `in` are regular expressions. `in` limits the entry to matching paths. `use` is the
 * standard term.
 */
export interface Retired {
  pattern: string;
  use: string;
  in?: string;
}

export type Kind = 'names' | 'files' | 'prose';

/**
 * An exemption covers each file with a matching path, or the exact word `word`. Without `kind`, the
 * word is exempt in names, file names and prose. `why` states the reason.
 */
export type Exemption = ({ path: string } | { word: string; kind?: Kind }) & { why: string };

export interface RetiredWords {
  /** Entries for whole identifiers. */
  names: Retired[];
  /** Entries for whole names of files and folders, without extensions. */
  files: Retired[];
  /**
   * Entries for words in comments, string literals, JSX text and documents, in any case. Code in
   * documents does not count.
   */
  prose: Retired[];
  exempt: Exemption[];
}

export interface Source {
  path: string;
  text: string;
}

interface Parts {
  names: string[];
  prose: string[];
}

/** Splits TypeScript into identifiers and prose: comments, string literals and JSX text. */
function partsOfTypeScript({ path: file, text }: Source): Parts {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const names = new Set<string>();
  const prose = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node))
      prose.set(node.getStart(source), node.text);
    if (node.getChildCount(source) === 0 && !ts.isJsxText(node))
      for (const { pos, end } of [
        ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
        ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
      ])
        prose.set(pos, text.slice(pos, end));
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return { names: [...names], prose: [...prose.values()] };
}

const words = (code: string): string[] => [...new Set(code.match(/[A-Za-z_]\w*/g))];

/** Splits code into names and prose. The prose is quoted text and each match of `comment`. */
function partsOfCode(text: string, comment: RegExp): Parts {
  const quoted = /'[^'\n]*'|"[^"\n]*"/g;
  const code = text.replace(comment, '');
  return {
    names: words(code.replace(quoted, '')),
    prose: [...(text.match(comment) ?? []), ...(code.match(quoted) ?? [])],
  };
}

/**
 * Removes code and link targets, because code and link targets quote names. Removes generated
 * parts, because the check reads their sources.
 */
const proseOfDocument = (text: string): string =>
  text
    .replace(/<!-- (\w+): written by [\s\S]*?<!-- end of \1 -->/g, '')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`]*`/g, '')
    .replace(/\]\([^)]*\)/g, ']');

function partsOf(source: Source): Parts {
  if (/\.[cm]?tsx?$|\.[cm]?js$/.test(source.path)) return partsOfTypeScript(source);
  if (/\.(sql|lua)$/.test(source.path)) return partsOfCode(source.text, /--.*$/gm);
  if (source.path.endsWith('.pml')) return partsOfCode(source.text, /\/\*[\s\S]*?\*\//g);
  if (source.path.endsWith('.prisma')) return partsOfCode(source.text, /\/\/.*$/gm);
  return { names: [], prose: [proseOfDocument(source.text)] };
}

export interface Finding {
  path: string;
  word: string;
  retired: Retired;
}

interface Matcher {
  retired: Retired;
  matches: (text: string) => string[];
}

const nameMatcher = (retired: Retired): Matcher => {
  const whole = new RegExp(`^(?:${retired.pattern})$`);
  return { retired, matches: (name) => (whole.test(name) ? [name] : []) };
};

const proseMatcher = (retired: Retired): Matcher => {
  const within = new RegExp(`\\b(?:${retired.pattern})\\b`, 'gi');
  return { retired, matches: (text) => text.match(within) ?? [] };
};

/** Reports each retired word once per file. */
export function findRetired(sources: readonly Source[], list: RetiredWords): Finding[] {
  const exemptPaths = list.exempt.flatMap((entry) =>
    'path' in entry ? [new RegExp(entry.path)] : [],
  );
  const isExempt = (word: string, kind: Kind): boolean =>
    list.exempt.some(
      (entry) => 'word' in entry && entry.word === word && (entry.kind ?? kind) === kind,
    );
  const matchers = {
    names: list.names.map(nameMatcher),
    files: list.files.map(nameMatcher),
    prose: list.prose.map(proseMatcher),
  };
  return sources
    .filter(({ path: file }) => !exemptPaths.some((exempt) => exempt.test(file)))
    .flatMap((source) => {
      const parts = partsOf(source);
      const texts = parts.prose.map((text) => text.replaceAll(/\s+/g, ' ').replaceAll('’', "'"));
      const segments = source.path.split('/').map((segment) => segment.replace(/\..*$/, ''));
      const found = (kind: Kind, read: readonly string[]): Finding[] =>
        matchers[kind]
          .filter(({ retired }) => new RegExp(retired.in ?? '').test(source.path))
          .flatMap(({ retired, matches }) =>
            [...new Set(read.flatMap(matches))]
              .filter((word) => !isExempt(word, kind))
              .map((word) => ({ path: source.path, word, retired })),
          );
      return [
        ...found('names', parts.names),
        ...found('files', segments),
        ...found('prose', texts),
      ];
    });
}

export const readList = (): RetiredWords =>
  JSON.parse(readFileSync(listFile, 'utf8')) as RetiredWords;

const folders = '{app,bench,components,docs,e2e,prisma,scripts,server,tests}';
const endings = '{ts,tsx,mjs,cjs,js,sql,lua,pml,prisma,md}';

/** Reads all source files except generated files. */
export function writtenSources(): Source[] {
  const files = globSync([`*.${endings}`, `${folders}/**/*.${endings}`], { cwd: root });
  return files
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('server/generated/'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }));
}

if (import.meta.main) {
  const found = findRetired(writtenSources(), readList());
  for (const { path: file, word, retired } of found)
    console.error(`${file}: “${word}” is retired; use ${retired.use}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
