'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export interface ForeignChange {
  key: string;
  label: string;
  theirs: string;
  /** Own value, if both editors changed this one. */
  mine?: string | undefined;
}

interface ChangedNoticeProps {
  changes: ForeignChange[];
  /** Names of parts that another editor changed and that this form does not have. */
  others?: string[];
  onKeep: (key: string) => void;
  onTake: (key: string) => void;
  onDismiss: () => void;
}

/**
 * Lists what another editor has saved meanwhile. Where both changed a value, the user keeps the own
 * one or takes the saved one.
 */
export function ChangedNotice({
  changes,
  others = [],
  onKeep,
  onTake,
  onDismiss,
}: ChangedNoticeProps) {
  const t = useTranslations('editing.changed');
  if (changes.length === 0 && others.length === 0) return null;
  const isResolved = changes.every(({ mine }) => mine === undefined);
  return (
    <Notice
      tone="warning"
      title={t('title')}
      actions={
        isResolved && (
          <Button variant="secondary" onClick={onDismiss}>
            {t('dismiss')}
          </Button>
        )
      }
    >
      <p>{isResolved ? t('lead') : t('choose')}</p>
      <ul className="mt-2 flex flex-col gap-3">
        {changes.map(({ key, label, theirs, mine }) => (
          <li key={key}>
            <p className="font-semibold">{label}</p>
            <p>{t('theirs', { value: theirs })}</p>
            {mine !== undefined && (
              <>
                <p>{t('mine', { value: mine })}</p>
                <div className="mt-1 flex flex-wrap gap-2">
                  <Button variant="secondary" onClick={() => onKeep(key)}>
                    {t('keep')}
                    <span className="sr-only"> · {label}</span>
                  </Button>
                  <Button variant="secondary" onClick={() => onTake(key)}>
                    {t('take')}
                    <span className="sr-only"> · {label}</span>
                  </Button>
                </div>
              </>
            )}
          </li>
        ))}
        {others.map((other) => (
          <li key={other} className="font-semibold">
            {other}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
