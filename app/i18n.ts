import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messages, toLocale } from '#components/messages/index.ts';

// Every performance is in Korea, so times are in Seoul's zone wherever the reader is.
export default getRequestConfig(async () => {
  const locale = toLocale((await cookies()).get('jari-locale')?.value);
  return { locale, messages: messages[locale], timeZone: 'Asia/Seoul' };
});
