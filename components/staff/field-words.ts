import { useLocale, useTranslations } from 'next-intl';
import { z } from 'zod';
import { useChangesText } from '../admin/changes.ts';
import { useDuration } from '../admin/duration.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';

const text = z.object({ ko: z.string(), en: z.string().optional() });
const planSeats = z
  .array(z.object({ seat: z.number(), grade: z.string(), price: z.number() }))
  .min(1);
const blockedSeats = z
  .array(z.object({ seat: z.number(), blockedReason: z.string().nullable() }))
  .min(1);
const texts = ['title', 'venue', 'description', 'notices'];
const moments = ['startsAt', 'closesAt'];
/** Instants that an entry may leave out, written as `name: time`. */
const listedMoments = ['usedAt', 'from', 'to'];
/** Fields of other shapes, whose value has a text of its own. */
const named = ['role', 'kind', 'state'];

/**
 * Returns a function that describes a value of an audit entry. Shows name and value of a field that
 * has no translation.
 */
export function useFieldWords(): (name: string, value: unknown) => string {
  const t = useTranslations('staff.field');
  const locale = useLocale();
  const { moment } = useFormats();
  const duration = useDuration();
  const change = useChangesText();
  const plan = usePlanWords();
  const blocked = useBlockedWords();
  const words = (name: string, value: unknown): string => {
    const isListed = t.has(`name.${name}`);
    const of = (shown: string) => t('of', { name: t(`name.${name}`), value: shown });
    if (texts.includes(name)) return of(textOf(locale, value) || t('none'));
    if (moments.includes(name) && typeof value === 'string')
      return t(name === 'startsAt' ? 'startsAt' : 'closesAt', { time: moment(value) });
    if (listedMoments.includes(name))
      return of(typeof value === 'string' ? moment(value) : t('none'));
    if (name === 'policy' && typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(([field, own]) =>
          own === null && t.has(`usual.${field}`) ? t(`usual.${field}`) : words(field, own),
        )
        .join(', ');
    if (name === 'concerts') return concertWords(value);
    const key = `${name}.${typeof value === 'string' ? value : ''}`;
    if (named.includes(name) && t.has(key)) return t(key);
    if (typeof value === 'boolean' && t.has(`flag.${name}.true`))
      return t(`flag.${name}.${String(value)}`);
    const ofSeats = name === 'seats' ? (plan(value) ?? blocked(value)) : null;
    if (ofSeats !== null) return ofSeats;
    if (!isListed) return change({ [name]: value });
    if (value === null) return of(t('usualValue'));
    return of(name.endsWith('Seconds') ? duration(Number(value)) : plain(value));
  };
  const concertWords = (value: unknown): string => {
    if (value === 'all') return t('allConcerts');
    const ids = Array.isArray(value) ? value.map(String) : [];
    return ids.length === 0 ? t('noConcerts') : t('concerts', { ids: ids.join(', ') });
  };
  return words;
}

const plain = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(plain).join(', ') : JSON.stringify(value);
};

function textOf(locale: string, value: unknown): string {
  const { data } = text.safeParse(value);
  if (data === undefined) return '';
  const { ko, en } = data;
  return textIn(locale, en === undefined ? { ko } : { ko, en });
}

/** Groups the seats of a plan by grade and price. Returns null for other values. */
function usePlanWords(): (value: unknown) => string | null {
  const { won } = useFormats();
  return (value) => {
    const { data } = planSeats.safeParse(value);
    if (data === undefined) return null;
    const groups = Map.groupBy(data, ({ grade, price }) => `${grade} ${won(price)}`);
    return [...groups]
      .map(([group, seats]) => `${group}: ${seats.map(({ seat }) => seat).join(', ')}`)
      .join(' · ');
  };
}

/** Groups seats by the reason of their block. Returns null for other values. */
function useBlockedWords(): (value: unknown) => string | null {
  const t = useTranslations('staff.field');
  return (value) => {
    const { data } = blockedSeats.safeParse(value);
    if (data === undefined) return null;
    return [...Map.groupBy(data, ({ blockedReason }) => blockedReason)]
      .map(([reason, found]) => {
        const seats = found.map(({ seat }) => seat).join(', ');
        return reason === null ? t('unblocked', { seats }) : t('blocked', { seats, reason });
      })
      .join(' · ');
  };
}
