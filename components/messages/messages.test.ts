import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors.schema.ts';
import { messages, toLocale } from './index.ts';

interface Texts {
  [key: string]: string | Texts;
}

/** Every text by its whole key. */
function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[prefix + key, text]] : flat(text, `${prefix}${key}.`),
  );
}
const korean = new Map(flat(messages.ko));
const english = new Map(flat(messages.en));

/** The names of what a text is given, `{name}` or `{name, plural, …}`; not the texts of its cases, `one {…}` or `=0 {…}`. */
function argumentsOf(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(/(?<!(?:=\d+|\b(?:\d+|zero|one|two|few|many|other))\s*)\{\s*(\w+)\s*[,}]/g)].map(([, name = '']) => name),
    ),
  ].sort();
}

test('Korean and English have the same keys, in the same order', () => {
  expect([...korean.keys()]).toEqual([...english.keys()]);
});

test('every file is read', () => {
  for (const locale of ['ko', 'en'] as const)
    expect(readdirSync(new URL(locale, import.meta.url)).sort()).toEqual(
      Object.keys(messages[locale])
        .map((feature) => `${feature}.json`)
        .sort(),
    );
});

test('no text is empty, and none has spaces around it', () => {
  const odd = [...korean, ...english].filter(([, text]) => text.trim() === '' || text !== text.trim());
  expect(odd).toEqual([]);
});

test('both languages are given the same', () => {
  const differing = [...korean].filter(([key, text]) => argumentsOf(text).join() !== argumentsOf(english.get(key) ?? '').join());
  expect(differing.map(([key]) => key)).toEqual([]);
});

test.each(['ko', 'en'] as const)('every text of %s can be written out', (locale) => {
  const broken: string[] = [];
  const t = createTranslator({
    locale,
    messages: messages[locale],
    timeZone: 'Asia/Seoul',
    onError: ({ message }) => broken.push(message),
  });
  for (const [key, text] of locale === 'ko' ? korean : english)
    for (const given of [0, 1, 2]) {
      const values = Object.fromEntries(argumentsOf(text).map((name) => [name, given]));
      const written = t.markup(key as never, { ...values, code: (text: string) => text } as never);
      if (/[{}]/.test(written) && !text.includes("'{")) broken.push(`${key}: ${written}`);
    }
  expect(broken).toEqual([]);
});

test('Korean speaks in one style, the polite informal', () => {
  expect([...korean].filter(([, text]) => text.includes('니다'))).toEqual([]);
});

test('a title ends without a full stop, and a text of several sentences with a mark', () => {
  const odd = [...korean, ...english].filter(([key, text]) =>
    /(^|\.|[a-z])title$/i.test(key)
      ? text.endsWith('.') && !/\.\s/.test(text)
      : /[.?!]\s+\S/.test(text) && !/[.?!…:”)}]$/.test(text),
  );
  expect(odd).toEqual([]);
});

/** Matches the keys that a file may use: what it writes, whole or with `${…}`, after each namespace that it opens. */
function usedIn(source: string): RegExp[] {
  const opened = [...source.matchAll(/(?:use|get)Translations\((?:'([\w.]+)')?\)/g)].map(([, name]) =>
    name === undefined ? '' : `${name}.`,
  );
  const written = [...source.matchAll(/'([\w.]+)'|`((?:[\w.]|\$\{[^}]*\})+)`/g)].map(
    ([, literal = '', template = literal]) => template,
  );
  // `t(state)`: a key in a variable may be any of the namespace's own.
  const variable = /\b(?:t|errors)\([a-z]\w*[),]/.test(source) ? ['${}'] : [];
  return opened.flatMap((name) =>
    [...written, ...variable].map((key) => {
      const parts = `${name}${key}`.split(/\$\{[^}]*\}/).map((part) => part.replace(/[^\w]/g, '\\$&'));
      return new RegExp(`^${parts.join('[\\w.]+')}$`);
    }),
  );
}

/** The keys that a file's translators are asked for in full, and that no namespace which it opens has. */
function missingIn(source: string): string[] {
  const opened = [...source.matchAll(/(\w+) = (?:await )?(?:use|get)Translations\((?:'([\w.]+)')?\)/g)];
  const asked = opened.flatMap(([, name = '']) => [...source.matchAll(new RegExp(`\\b${name}\\('([\\w.]+)'`, 'g'))]);
  const names = opened.map(([, , namespace]) => (namespace === undefined ? '' : `${namespace}.`));
  return asked.flatMap(([, key = '']) => (names.some((name) => korean.has(`${name}${key}`)) ? [] : [key]));
}

const root = path.join(import.meta.dirname, '../..');
const sources = globSync('{app,components}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));

test('every text that is asked for is there', () => {
  const control = "const t = useTranslations('common'); t('madeUp')";
  expect([...sources, control].flatMap(missingIn)).toEqual(['madeUp']);
});

test('every text is used', () => {
  const used = sources.flatMap(usedIn);
  const unused = [...korean.keys(), 'common.madeUp'].filter((key) => !used.some((pattern) => pattern.test(key)));
  expect(unused).toEqual(['common.madeUp']);
});

test('every refusal has its sentence, and no sentence is without its refusal', () => {
  expect(Object.keys(messages.ko.errors).sort()).toEqual([...refusalCodes, 'OFFLINE'].sort());
});

test('whoever asks for neither language reads Korean', () => {
  expect([toLocale('en'), toLocale('ko'), toLocale('fr'), toLocale(undefined)]).toEqual(['en', 'ko', 'ko', 'ko']);
});
