import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Locale, messages } from '#components/messages/index.ts';

/** Runs a hook with the messages of a locale, in Seoul's time zone. */
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
  if (words === undefined) throw new Error('the hook returned nothing');
  return words;
}
