import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Locale, messages } from '#components/messages/index.ts';

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
