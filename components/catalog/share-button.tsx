'use client';

import { Share } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { share } from '../share.ts';

/** Shares the page's address, or shows it if the browser can neither share nor copy. */
export function ShareButton({ title }: { title: string }) {
  const t = useTranslations('catalog.share');
  const [said, setSaid] = useState('');
  const onClick = async () => {
    const { href: url } = window.location;
    const outcome = await share({ title, url });
    if (outcome !== 'SHARED') setSaid(outcome === 'COPIED' ? t('copied') : url);
  };
  return (
    <div className="flex items-center justify-end gap-2">
      <p role="status" className="rounded-lg bg-surface px-2 text-sm break-all text-ink empty:p-0">
        {said}
      </p>
      <button
        type="button"
        aria-label={t('label')}
        onClick={() => void onClick()}
        className="flex size-11 shrink-0 items-center justify-center rounded-full bg-black/45 text-white hover:bg-black/60"
      >
        <Share aria-hidden className="size-5" />
      </button>
    </div>
  );
}
