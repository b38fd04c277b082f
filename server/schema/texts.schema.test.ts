import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someTexts } from '#tests/support/factories.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { concertTexts, textsOf } from './texts.schema.ts';

let stores: TestStores;
beforeAll(async () => void (stores = await testStores()));
afterAll(() => stores.close());

async function databaseAccepts(texts: unknown): Promise<boolean> {
  const [row] = await stores.db.$queryRaw<{ accepted: boolean }[]>`
    SELECT is_concert_texts(${JSON.stringify(texts)}::jsonb) AS accepted`;
  return row?.accepted ?? false;
}
const apiAccepts = (texts: unknown) => concertTexts.safeParse(texts).success;

/** Characters that the API keeps, which include pairs of UTF-16 code units. */
const words = (min: number, max: number) =>
  fc
    .string({ unit: fc.constantFrom('가', 'a', '🎫', '\u00e9'), minLength: min, maxLength: max })
    .map((text) => text.normalize());
const inLanguages = (min: number, max: number) =>
  fc.record(
    { ko: words(min, max), en: words(min, max), ja: words(min, max), zh: words(min, max) },
    { requiredKeys: ['ko'], noNullPrototype: true },
  );

test('API and database accept the same valid texts, counted in characters', async () => {
  const valid = fc.record(
    {
      title: inLanguages(1, 100),
      venue: inLanguages(1, 100),
      description: inLanguages(0, 5_000),
      notices: inLanguages(0, 5_000),
    },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(valid, async (texts) => {
      expect(concertTexts.parse(texts)).toEqual(texts);
      expect(await databaseAccepts(texts)).toBe(true);
      expect(textsOf(texts)).toEqual(texts);
    }),
    { numRuns: 50 },
  );
});

const { title, venue, description } = someTexts;
test.each<unknown>([
  null,
  [],
  'x',
  { title, venue, description },
  { ...someTexts, subtitle: { ko: 'x' } },
  { ...someTexts, title: 'x' },
  { ...someTexts, title: {} },
  { ...someTexts, title: { en: 'x' } },
  { ...someTexts, title: { ko: '' } },
  { ...someTexts, title: { ko: null } },
  { ...someTexts, title: { ko: 'x', fr: 'x' } },
  { ...someTexts, venue: { ko: '🎫'.repeat(101) } },
  { ...someTexts, notices: { ko: '', en: '가'.repeat(5_001) } },
])('API and database refuse wrong texts: %#', async (texts) => {
  expect([apiAccepts(texts), await databaseAccepts(texts)]).toEqual([false, false]);
});

test('a title is one trimmed line, and a description keeps its line breaks', () => {
  const titleOf = (ko: string) =>
    concertTexts.safeParse({ ...someTexts, title: { ko } }).data?.title;
  const noticesOf = (ko: string) =>
    concertTexts.safeParse({ ...someTexts, notices: { ko } }).data?.notices;
  expect(titleOf('  별 헤는 밤 ')).toEqual({ ko: '별 헤는 밤' });
  expect([titleOf('두\n줄'), titleOf('   '), titleOf('a\0b'), titleOf('\uD800')]).toEqual(
    Array(4).fill(undefined),
  );
  expect(noticesOf('하나\n둘\t셋')).toEqual({ ko: '하나\n둘\t셋' });
  expect([noticesOf('a\0b'), noticesOf('\uD800'), noticesOf('\u0085')]).toEqual(
    Array(3).fill(undefined),
  );
});
