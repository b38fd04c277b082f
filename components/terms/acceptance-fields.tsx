import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useAddress } from '../navigation.ts';
import { acceptances } from './acceptances.ts';

interface AcceptanceFieldsProps {
  /** Boxes that the user has left empty. */
  missing: string[];
}

/** Boxes for the terms, the privacy notice and the age, with links that open in another tab. */
export function AcceptanceFields({ missing }: AcceptanceFieldsProps) {
  const t = useTranslations('account.acceptance');
  const addressOf = useAddress();
  const id = useId();
  const isMissing = acceptances.some((name) => missing.includes(name));
  const links = [
    ['/terms', t('readTerms')],
    ['/privacy', t('readPrivacy')],
  ] as const;
  return (
    <fieldset aria-describedby={isMissing ? id : undefined} className="flex flex-col gap-1">
      <legend className="text-sm font-semibold">{t('legend')}</legend>
      {acceptances.map((name) => (
        <label key={name} className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            name={name}
            required
            aria-invalid={missing.includes(name)}
            className="size-5 shrink-0 accent-accent"
          />
          {t(name)}
        </label>
      ))}
      {isMissing && (
        <p id={id} className="text-sm text-danger">
          {t('missing')}
        </p>
      )}
      <p className="flex flex-wrap gap-x-4 text-sm">
        {links.map(([path, label]) => (
          <a
            key={path}
            href={addressOf(path)}
            target="_blank"
            rel="noreferrer"
            className="inline-block py-2 text-accent underline"
          >
            {label}
          </a>
        ))}
      </p>
    </fieldset>
  );
}
