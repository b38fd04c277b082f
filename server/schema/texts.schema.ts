import { z } from 'zod';
import { characters, plainText } from './ids.schema.ts';

/** Lengths in characters. The database function is_concert_texts checks the same bounds. */
export const titleCharactersMax = 100;
export const descriptionCharactersMax = 5_000;

/** Refuses control characters except line breaks and tabs, and lone surrogates. */
const prose = characters(0, descriptionCharactersMax)
  .trim()
  .refine((value) => value.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(value), {
    error: 'must be plain text',
  });

/** Korean is required, and replaces a missing language. */
const inLanguages = <S extends z.ZodType>(one: S) =>
  z.strictObject({
    ko: one,
    en: one.exactOptional(),
    ja: one.exactOptional(),
    zh: one.exactOptional(),
  });

/** A text of one line, for titles and venues. */
export const lineText = inLanguages(plainText(titleCharactersMax));
/** A text of several lines, for descriptions and notices. May be empty. */
export const proseText = inLanguages(prose);
export type Text = z.output<typeof lineText>;

export const concertTexts = z.strictObject({
  title: lineText,
  venue: lineText,
  description: proseText,
  notices: proseText,
});
export type ConcertTexts = z.output<typeof concertTexts>;

/** A concert's texts as PostgreSQL stores them. */
const stored = z.record(
  z.enum(['title', 'venue', 'description', 'notices']),
  z.object({
    ko: z.string(),
    en: z.string().exactOptional(),
    ja: z.string().exactOptional(),
    zh: z.string().exactOptional(),
  }),
);

/** Parses stored texts. Does not check the bounds, which may have changed since. */
export const textsOf = (value: unknown): ConcertTexts => stored.parse(value);
