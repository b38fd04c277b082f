import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import {
  defaultLanguage,
  type Language,
  languages,
  pathIn,
  splitLanguage,
} from '../config/languages.schema.ts';
import { partsOf } from '../request/messages.ts';

/** Header with a page's language. The proxy drops it from clients' requests. */
export const languageHeader = 'x-jari-language';

/** Returns the language that a page's address names. */
export const languageOf = (url: string): Language => splitLanguage(partsOf(url).path).language;

/**
 * Returns the address of the page in the visitor's language, or null if the page's address already
 * is right. The cookie of the language switch decides, else Accept-Language. An address with a
 * language stays, and so does a link on this site, which names the language of its page.
 */
export function addressInOwnLanguage({
  method,
  url = '',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): string | null {
  const isEntry = headers['sec-fetch-site'] !== 'same-origin' && headers['rsc'] === undefined;
  const isDocument = headers.accept?.includes('text/html') === true;
  const { path } = partsOf(url);
  if (method !== 'GET' || !isEntry || !isDocument) return null;
  if (splitLanguage(path).language !== defaultLanguage) return null;
  const own = chosenIn(headers.cookie) ?? new Negotiator({ headers }).language([...languages]);
  const language = languages.find((one) => one === own) ?? defaultLanguage;
  return language === defaultLanguage ? null : pathIn(language, path) + url.slice(path.length);
}

const chosenIn = (cookie = ''): string | undefined =>
  cookie
    .split(/;\s*/)
    .map((pair) => /^jari-locale=(\w+)$/.exec(pair)?.[1])
    .find((value) => languages.some((language) => language === value));
