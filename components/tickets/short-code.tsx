import { useTranslations } from 'next-intl';

/** Two groups are easier to read out and to type. The door ignores the hyphen. */
export function ShortCode({ code }: { code: string | null }) {
  const t = useTranslations('tickets');
  if (code === null) return null;
  return (
    <p className="flex flex-wrap items-baseline justify-center gap-x-2">
      <span className="text-sm">{t('shortCode')}</span>
      <span className="text-lg font-bold tracking-wider tabular-nums">
        {code.slice(0, 5)}-{code.slice(5)}
      </span>
    </p>
  );
}
