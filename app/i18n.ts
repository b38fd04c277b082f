import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { messages, toLocale } from '#components/messages/index.ts';

// Every performance is in Korea, so all users see times in Seoul's time zone.
export default getRequestConfig(async () => {
  const locale = toLocale((await cookies()).get('jari-locale')?.value);
  return { locale, messages: messages[locale], timeZone: 'Asia/Seoul' };
});
