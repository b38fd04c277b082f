import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useFormats } from '#components/format.tsx';
import { updatePinnedTitle, pinTitle } from '../pinned-title.ts';
import type { PlaceState } from '#components/place-state.ts';

/** Shows the place in the document title, for users who are in another tab. */
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
  // Sets the title after every render, because the page's own title may arrive late.
  useEffect(() => {
    if (title === null) return;
    document.title = title;
    updatePinnedTitle(title);
  });
  // Pins the title, because the automatic navigation to the dates replaces the title. The title
  // announces the turn until the user sees the tab.
  useEffect(() => {
    if (title !== null && state !== 'WAITING') pinTitle(title);
  }, [state, title]);
}
