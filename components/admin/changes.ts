import { useTranslations } from 'next-intl';
import { z } from 'zod';

const changes = z.record(z.string(), z.unknown());

/** What an entry says was changed, in words where there are some. */
export function useChanges(details: string): string {
  const t = useTranslations('admin');
  return Object.entries(changes.parse(JSON.parse(details)))
    .map(([name, value]) => {
      const told = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
      if (name === 'paused') return value === true ? t('change.paused') : t('change.resumed');
      if (name === 'message' && (value === '' || value === null)) return t('change.noMessage');
      return t.has(`change.${name}`) ? t(`change.${name}`, { value: told }) : `${name}: ${told}`;
    })
    .join(', ');
}
