import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Locale, messages } from '#components/messages/index.ts';
import type { Place } from '#components/waiting-room/visit.ts';
import type { RefusalCode } from '#server/errors/errors.schema.ts';

/** What a hook gives that puts things into words, in the interface's own words and Seoul's time. */
export function inLanguage<T>(locale: Locale, useWords: () => T): T {
  const given: T[] = [];
  function Reader() {
    given.push(useWords());
    return null;
  }
  renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="Asia/Seoul">
      <Reader />
    </NextIntlClientProvider>,
  );
  const [words] = given;
  if (words === undefined) throw new Error('the hook gave nothing');
  return words;
}

/** A place in the middle of a line. */
export const aPlace: Place = {
  state: 'WAITING',
  number: 107,
  position: 7,
  behind: 3,
  etaSeconds: { low: 60, high: 120 },
  nextPollMs: 3_000,
  heartbeatMs: 40_000,
  expiresAt: null,
  paused: null,
  message: null,
  recovering: false,
};

/** An error as it comes over the wire; the headers are those of the answer that it came with. */
export function refused(
  code: RefusalCode,
  details: object = {},
  headers: Record<string, string> = {},
): Error {
  const meta = { response: new Response(null, { headers }) };
  return Object.assign(new Error(code), { data: { refusal: { code, ...details } }, meta });
}
