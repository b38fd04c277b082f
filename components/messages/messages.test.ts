import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { refusalCodes } from '#server/errors/errors.schema.ts';
import { languages } from '#server/config/languages.schema.ts';
import { type Locale, messages, toLocale } from './index.ts';

interface Texts {
  [key: string]: string | Texts;
}

function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[prefix + key, text]] : flat(text, `${prefix}${key}.`),
  );
}
const textsOf = (locale: Locale) => new Map(flat(messages[locale]));
const korean = textsOf('ko');
const english = textsOf('en');
const everyText = languages.flatMap((locale) => [...textsOf(locale)]);

/**
 * Returns the argument names of a text, as in `{name}` or `{name, plural, …}`. Ignores the texts of
 * plural cases, as in `one {…}` or `=0 {…}`.
 */
function argumentsOf(text: string): string[] {
  return [
    ...new Set(
      [
        ...text.matchAll(
          /(?<!(?:=\d+|\b(?:\d+|zero|one|two|few|many|other))\s*)\{\s*(\w+)\s*[,}]/g,
        ),
      ].map(([, name = '']) => name),
    ),
  ].sort();
}

test.each(languages)('%s has the keys of Korean, in the same order', (locale) => {
  expect([...textsOf(locale).keys()]).toEqual([...korean.keys()]);
});

test('every messages file is loaded', () => {
  for (const locale of languages)
    expect(readdirSync(new URL(locale, import.meta.url)).sort()).toEqual(
      Object.keys(messages[locale])
        .map((feature) => `${feature}.json`)
        .sort(),
    );
});

test('no text is empty or has surrounding spaces', () => {
  const odd = everyText.filter(([, text]) => text.trim() === '' || text !== text.trim());
  expect(odd).toEqual([]);
});

test.each(languages)('%s takes the arguments of Korean', (locale) => {
  const differing = [...textsOf(locale)].filter(
    ([key, text]) => argumentsOf(text).join() !== argumentsOf(korean.get(key) ?? '').join(),
  );
  expect(differing.map(([key]) => key)).toEqual([]);
});

/** A word of Latin letters that is no name, unit or abbreviation. */
const latinWord = /(?<![\w{<./@-])[A-Za-z]?[a-z]{2,}(?![\w}>./@-])/;
const own = { ja: /[\u3041-\u30fa\u4e00-\u9fff]/, zh: /[\u4e00-\u9fff]/ };

/** Returns true if a text is left in English, or has a Korean word. */
function isUntranslated(locale: 'ja' | 'zh', key: string, text: string): boolean {
  const source = english.get(key) ?? '';
  // A text that Korean also leaves in English, such as a name, is the same in every language.
  if (korean.get(key) === source) return false;
  return /[가-힣]/.test(text) || (latinWord.test(text) && !own[locale].test(text));
}

test.each(['ja', 'zh'] as const)('no text of %s is left in English or Korean', (locale) => {
  const left = [...textsOf(locale)].filter(
    ([key, text]) => !isKept.test(key) && isUntranslated(locale, key, text),
  );
  expect(left).toEqual([]);
  expect(isUntranslated(locale, 'common.signIn', english.get('common.signIn') ?? '')).toBe(true);
  expect(isUntranslated(locale, 'common.signIn', korean.get('common.signIn') ?? '')).toBe(true);
});

/** Names that stay as they are in every language. */
const isKept = /^(common\.brand|editing\.language\.\w+)$/;

test.each(languages)('every text of %s can be formatted', (locale) => {
  const broken: string[] = [];
  const t = createTranslator({
    locale,
    messages: messages[locale],
    timeZone: 'Asia/Seoul',
    onError: ({ message }) => broken.push(message),
  });
  for (const [key, text] of textsOf(locale))
    for (const given of [0, 1, 2]) {
      const values = Object.fromEntries(argumentsOf(text).map((name) => [name, given]));
      const written = t.markup(key as never, { ...values, code: (text: string) => text } as never);
      if (/[{}]/.test(written) && !text.includes("'{")) broken.push(`${key}: ${written}`);
    }
  expect(broken).toEqual([]);
});

test('Korean uses one style, the polite informal', () => {
  expect([...korean].filter(([, text]) => text.includes('니다'))).toEqual([]);
});

/** Words of earlier texts, where one thing had several. */
const replaced = {
  ko: /선점|해제|반환|포기|놓음|부족|잔여석|입장 시간|좌석 번호제|화면 밝기|[제불]한 때|초 동안|초안|회차|공연장 배치|관리 기록|사용자 번호/,
  en: /held for|your turn:|cannot be told|putting the line|one person can|give the seats|single seats|line changed|is not right|sale over|concerts to the|come in|taken up|audit log|somebody|nobody/i,
};

test('one thing has one word, and no text has a word that was replaced', () => {
  for (const [locale, texts] of [
    ['ko', korean],
    ['en', english],
  ] as const)
    expect([...texts].filter(([, text]) => replaced[locale].test(text))).toEqual([]);
  expect('잔여석 50석').toMatch(replaced.ko);
  expect('Held for 4:25 · Your turn: 9:46 left').toMatch(replaced.en);
});

/** Particles that depend on the last sound of an argument. An amount in won always ends alike. */
const boundParticle =
  /\{(?!amount|balance|missing)[^{}]+\}[’”]?(?:으?로|이?에요|예요|[을를은는이가과와])(?![가-힣])/;

test('no Korean particle depends on the value of an argument', () => {
  expect([...korean].filter(([, text]) => boundParticle.test(text))).toEqual([]);
  expect('{duration}로 바꾸기').toMatch(boundParticle);
});

/** Plural nouns after an argument, which read `1 people`. */
const boundPlural = /\{\w+(?:, number)?\} (?:people|seats|payments|tickets|scans|dates)\b/;

test('an English count has a plural form', () => {
  expect([...english].filter(([, text]) => boundPlural.test(text))).toEqual([]);
  expect('Admission stops for {waiting} people.').toMatch(boundPlural);
});

test('a link of the console has the title of its page', () => {
  for (const texts of languages.map(textsOf)) {
    const differing = ['people', 'audit', 'integrity', 'staff', 'security'].filter(
      (name) =>
        texts.get(`console.link.${name}`) !== texts.get(`staff.${name}.title`) ||
        texts.get(`staff.nav.${name}`) !== texts.get(`staff.${name}.title`),
    );
    expect(differing).toEqual([]);
    expect(texts.get('console.link.plans')).toBe(texts.get('editing.plansTitle'));
    expect(texts.get('console.link.door')).toBe(texts.get('door.title'));
  }
});

test('a title ends without a full stop, and several sentences end with one', () => {
  const odd = everyText.filter(([key, text]) =>
    /(^|\.|[a-z])title$/i.test(key)
      ? /[.。]$/.test(text) && !/\.\s|。./.test(text)
      : /[.?!]\s+\S|[。？！](?![」』”）])./.test(text) && !/[.?!…:”)}。？！：」』）]$/.test(text),
  );
  expect(odd).toEqual([]);
});

/**
 * Returns patterns of possible keys: each literal or template of the file, in each of its
 * namespaces.
 */
function usedIn(source: string): RegExp[] {
  const opened = [...source.matchAll(/(?:use|get)Translations\((?:'([\w.]+)')?\)/g)].map(
    ([, name]) => (name === undefined ? '' : `${name}.`),
  );
  const written = [...source.matchAll(/'([\w.]+)'|`((?:[\w.]|\$\{[^}]*\})+)`/g)].map(
    ([, literal = '', template = literal]) => template,
  );
  // In `t(state)`, the variable may hold any key of the namespace.
  const variable = /\b(?:t|errors)\([a-z]\w*[),]/.test(source) ? ['${}'] : [];
  return opened.flatMap((name) =>
    [...written, ...variable].map((key) => {
      const parts = `${name}${key}`
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replace(/[^\w]/g, '\\$&'));
      return new RegExp(`^${parts.join('[\\w.]+')}$`);
    }),
  );
}

/** Returns a file's literal keys that are missing from its namespaces. */
function missingIn(source: string): string[] {
  const opened = [
    ...source.matchAll(/(\w+) = (?:await )?(?:use|get)Translations\((?:'([\w.]+)')?\)/g),
  ];
  const asked = opened.flatMap(([, name = '']) => [
    ...source.matchAll(new RegExp(`\\b${name}\\('([\\w.]+)'`, 'g')),
  ]);
  const names = opened.map(([, , namespace]) => (namespace === undefined ? '' : `${namespace}.`));
  return asked.flatMap(([, key = '']) =>
    names.some((name) => korean.has(`${name}${key}`)) ? [] : [key],
  );
}

const root = path.join(import.meta.dirname, '../..');
const sources = globSync('{app,components}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));

test('every used key exists', () => {
  const control = "const t = useTranslations('common'); t('madeUp')";
  expect([...sources, control].flatMap(missingIn)).toEqual(['madeUp']);
});

test('every key is used', () => {
  const used = sources.flatMap(usedIn);
  const unused = [...korean.keys(), 'common.madeUp'].filter(
    (key) => !used.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual(['common.madeUp']);
});

test('refusal codes and refusal texts match one to one', () => {
  expect(Object.keys(messages.ko.errors).sort()).toEqual([...refusalCodes, 'OFFLINE'].sort());
});

test('any other language falls back to Korean', () => {
  expect([...languages, 'fr', null].map(toLocale)).toEqual([...languages, 'ko', 'ko']);
});
