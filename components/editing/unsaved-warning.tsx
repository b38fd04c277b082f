'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useRouter } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** Returns the address of a link that leaves the page, or null. */
function leavingTo(event: MouseEvent): string | null {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  const link = target instanceof Element ? target.closest('a') : null;
  if (link === null || event.defaultPrevented || button !== 0) return null;
  if (metaKey || ctrlKey || shiftKey || altKey || link.target === '_blank') return null;
  if (link.hasAttribute('download') || link.origin !== window.location.origin) return null;
  const { pathname, search } = window.location;
  return link.pathname === pathname && link.search === search ? null : link.href;
}

/**
 * Warns before the user leaves a page with unsaved changes: by a link, by the history, by a reload,
 * or by closing the tab.
 */
export function UnsavedWarning({ isChanged }: { isChanged: boolean }) {
  const t = useTranslations('editing.unsaved');
  const router = useRouter();
  const [leave, setLeave] = useState<{ go: () => void } | null>(null);
  useEffect(() => {
    if (!isChanged) return;
    const before = new AbortController();
    const { signal } = before;
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    const onClick = (event: MouseEvent) => {
      const href = leavingTo(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave({
        go: () => {
          before.abort();
          router.push(href);
        },
      });
    };
    document.addEventListener('click', onClick, { capture: true, signal });
    onTraversal(signal, (go) => setLeave({ go }), before);
    return () => before.abort();
  }, [isChanged, router]);
  if (leave === null) return null;
  return (
    <Dialog open onOpenChange={() => setLeave(null)} title={t('title')} description={t('lead')}>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setLeave(null)}>{t('stay')}</Button>
        <Button
          variant="danger"
          onClick={() => {
            setLeave(null);
            leave.go();
          }}
        >
          {t('leave')}
        </Button>
      </div>
    </Dialog>
  );
}

/** Holds back the history's Back and Forward, in browsers that permit it. */
function onTraversal(
  signal: AbortSignal,
  ask: (go: () => void) => void,
  before: AbortController,
): void {
  if (!('navigation' in window)) return;
  const { navigation } = window;
  navigation.addEventListener(
    'navigate',
    (event) => {
      if (event.navigationType !== 'traverse' || !event.cancelable) return;
      const { key } = event.destination;
      event.preventDefault();
      ask(() => {
        before.abort();
        navigation.traverseTo(key);
      });
    },
    { signal },
  );
}
