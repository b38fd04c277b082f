'use client';

import { Clock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Snack } from './snack.tsx';

interface ExpiredHoldProps {
  /** Reason for which staff released the hold; null if the hold expired. */
  reason: string | null;
  /**
   * Takes the seats of the expired hold again. Undefined if the map is outdated or a seat of the
   * expired hold is not free.
   */
  onAgain?: (() => void) | undefined;
  onClose?: (() => void) | undefined;
}

/** Takes the focus, because the page no longer shows the hold that expired or that staff released. */
export function ExpiredHold({ reason, onAgain, onClose }: ExpiredHoldProps) {
  const t = useTranslations('seating.trouble');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <Snack
      ref={box}
      icon={<Clock className="size-5" />}
      title={t(reason === null ? 'expiredTitle' : 'releasedTitle')}
      onClose={onClose}
      {...(onAgain !== undefined && { action: { text: t('sameAgain'), act: onAgain } })}
    >
      {reason === null ? t('expired') : t('released', { reason: `\u2068${reason}\u2069` })}
    </Snack>
  );
}
