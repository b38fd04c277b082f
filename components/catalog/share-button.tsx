'use client';

import { Share } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

/**
 * Opens the device's share sheet with the page's address. Without one, copies the address, or shows
 * it if the browser forbids that too.
 */
export function ShareButton({ title }: { title: string }) {
  const t = useTranslations('catalog.share');
  const [said, setSaid] = useState('');
  const share = async () => {
    const { href } = window.location;
    const { share: open, clipboard } = navigator as Partial<Navigator>;
    try {
      if (open !== undefined) {
        await open.call(navigator, { title, url: href });
        return;
      }
      await clipboard?.writeText(href);
      setSaid(clipboard === undefined ? href : t('copied'));
    } catch (error) {
      const isClosed = error instanceof DOMException && error.name === 'AbortError';
      if (!isClosed) setSaid(href);
    }
  };
  return (
    <div className="flex items-center justify-end gap-2">
      <p role="status" className="rounded-lg bg-surface px-2 text-sm break-all text-ink empty:p-0">
        {said}
      </p>
      <button
        type="button"
        aria-label={t('label')}
        onClick={() => void share()}
        className="flex size-11 shrink-0 items-center justify-center rounded-full bg-black/45 text-white hover:bg-black/60"
      >
        <Share aria-hidden className="size-5" />
      </button>
    </div>
  );
}
