import { headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messages, toLocale } from '#components/messages/index.ts';

// The app server sets `x-jari-language` by the address. Every performance is in Korea, so all users
// see times in Seoul's time zone.
export default getRequestConfig(async () => {
  const locale = toLocale((await headers()).get('x-jari-language'));
  return { locale, messages: messages[locale], timeZone: 'Asia/Seoul' };
});
