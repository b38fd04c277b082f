'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useOptimistic, useState } from 'react';
import { onPageStart } from './page-starts.ts';
import { shapeOf } from './shape.ts';
import './skeleton.css';

interface Shown {
  shape: string;
  /** Lower edge of the site's header in CSS pixels, or 0 if no header is visible. */
  top: number;
}

/**
 * Shows the layout of the page that a press opens, until the page is there. Needs no request, unlike
 * Next's `loading.tsx`, which the browser prefetches for each link. A `loading.tsx` would also turn
 * the redirects and the 404 of a document into answers with status 200.
 */
export function PageSkeleton() {
  const t = useTranslations('common');
  const routed = useRouted();
  const loaded = useLoaded();
  const shown = routed ?? loaded;
  if (shown === null) return null;
  const { shape, top } = shown;
  return (
    <div data-skeleton={shape} data-bare={top === 0} style={{ top }}>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <i />
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

function shownAt(path: string): Shown | null {
  const shape = shapeOf(path);
  const header = document.querySelector('body > header');
  const top = Math.max(0, header?.getBoundingClientRect().bottom ?? 0);
  return shape === null ? null : { shape, top };
}

/** Follows the router, whose transition also ends the optimistic state. */
function useRouted(): Shown | null {
  const [shown, show] = useOptimistic<Shown | null>(null);
  useEffect(() => onPageStart((path) => show(shownAt(path))), [show]);
  return shown;
}

/** Follows plain links, which load a document. */
function useLoaded(): Shown | null {
  const [shown, show] = useState<Shown | null>(null);
  useEffect(() => {
    // Browsers before 2026 may lack this interface, and then show their own progress only.
    if (!('navigation' in window)) return;
    const ending = new AbortController();
    const { signal } = ending;
    const end = () => show(null);
    navigation.addEventListener(
      'navigate',
      ({ canIntercept, destination, navigationType, downloadRequest }) => {
        if (canIntercept && !destination.sameDocument && navigationType === 'push')
          show(downloadRequest === null ? shownAt(new URL(destination.url).pathname) : null);
      },
      { signal },
    );
    navigation.addEventListener('navigateerror', end, { signal }); // the user stops the load
    window.addEventListener('pageshow', end, { signal }); // the browser restores this document
    return () => ending.abort();
  }, []);
  return shown;
}
