import { useFormatter, useLocale } from 'next-intl';

/** Won and times as the reader's language writes them; times are Seoul's (app/i18n.ts). */
export function useFormats() {
  const format = useFormatter();
  const locale = useLocale();
  return {
    won: (amount: number) => (locale === 'en' ? `₩${format.number(amount)}` : `${format.number(amount)}원`),
    day: (iso: string) => format.dateTime(new Date(iso), { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' }),
    monthDay: (iso: string) => format.dateTime(new Date(iso), { month: 'long', day: 'numeric' }),
    time: (iso: string) => format.dateTime(new Date(iso), { hour: 'numeric', minute: '2-digit' }),
    moment: (iso: string) =>
      format.dateTime(new Date(iso), {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        weekday: 'short',
        hour: 'numeric',
        minute: '2-digit',
      }),
    number: (value: number) => format.number(value),
  };
}

/** `4:09` */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
