'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '../ui/field.tsx';
import { rememberedReasons } from './reasons.ts';

interface ReasonFieldProps {
  reason: string;
  missing: boolean;
  reasonMax: number;
  onChange: (reason: string) => void;
}

/** Asks for a reason, and offers the latest reasons of this tab as buttons. */
export function ReasonField({ reason, missing, reasonMax, onChange }: ReasonFieldProps) {
  const t = useTranslations('admin');
  const [remembered] = useState(rememberedReasons);
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={t('reason')}
        hint={t('reasonHint', { max: reasonMax })}
        error={missing ? t('reasonMissing') : undefined}
        value={reason}
        maxLength={reasonMax}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
      {remembered.length > 0 && (
        <div role="group" aria-label={t('recentReasons')} className="flex flex-wrap gap-1.5">
          {remembered.map((text) => (
            <button
              key={text}
              type="button"
              onClick={() => onChange(text)}
              className="min-h-8 max-w-full truncate rounded-full bg-raised px-3 text-sm font-semibold"
            >
              {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
