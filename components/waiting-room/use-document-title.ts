import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useFormats } from '#components/format.tsx';
import { updatePinnedTitle, pinTitle } from '../pinned-title.ts';
import type { PlaceState } from '#components/place-state.ts';

/** The window's title shows the place to a user in another tab. */
export function useDocumentTitle(place: PlaceState | null, concert: string): void {
  const t = useTranslations('queue');
  const { number } = useFormats();
  const state = place?.state;
  const stateText =
    place === null
      ? null
      : place.state === 'WAITING'
        ? t('position', { position: number(place.position) })
        : t(place.state === 'ACTIVE' ? 'activeTitle' : 'endedTitle');
  const title = stateText === null ? null : `${stateText} · ${concert}`;
  // On every answer, because the page's own title may arrive after the first one.
  useEffect(() => {
    if (title === null) return;
    document.title = title;
    updatePinnedTitle(title);
  });
  // The page navigates without the user. The title must announce the turn until the tab is visible.
  useEffect(() => {
    if (title !== null && state !== 'WAITING') pinTitle(title);
  }, [state, title]);
}
