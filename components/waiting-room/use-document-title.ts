import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useFormats } from '#components/format.tsx';
import type { Visit } from './visit.ts';

/** The window's title tells how the place stands, for whoever waits in another tab. */
export function useDocumentTitle(place: Visit['place'], concert: string): void {
  const t = useTranslations('queue');
  const { number } = useFormats();
  const standing =
    place?.state === 'ACTIVE'
      ? t('activeTitle')
      : place?.state === 'WAITING'
        ? t('position', { position: number(place.position) })
        : null;
  // At every answer, not only when it changes: the page's own title may arrive after the first one.
  useEffect(() => {
    if (standing !== null) document.title = `${standing} · ${concert}`;
  });
}
