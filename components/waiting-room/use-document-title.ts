import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useFormats } from '#components/format.tsx';
import { updatePinnedTitle, pinTitle } from '../pinned-title.ts';
import type { PlaceState } from '#components/place-state.ts';

/** Shows the place in the window's title, for a user in another tab. */
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
  // Sets the title after every render, because the page's own title may arrive after the first
  // answer.
  useEffect(() => {
    if (title === null) return;
    document.title = title;
    updatePinnedTitle(title);
  });
  // Pins the title, because the page navigates without the user. The title must announce the turn
  // until the tab is visible.
  useEffect(() => {
    if (title !== null && state !== 'WAITING') pinTitle(title);
  }, [state, title]);
}
