'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const shownMs = 10_000;
const ToastContext = createContext<(text: string) => void>(() => undefined);

/**
 * Returns a function that shows a message regardless of the scroll position. An empty text removes
 * the message.
 */
export const useToast = () => useContext(ToastContext);

/**
 * Shows one message at a time. The page must also show each change permanently, because a message
 * disappears after 10 s.
 */
export function Toasts({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [said, setSaid] = useState({ text: '' });
  const { text } = said;
  useEffect(() => {
    if (said.text === '') return;
    const over = setTimeout(() => setSaid({ text: '' }), shownMs);
    return () => clearTimeout(over);
  }, [said]);
  return (
    <ToastContext value={(next) => setSaid({ text: next })}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-4 bottom-4 z-30 flex justify-end"
      >
        {text !== '' && (
          <div className="pointer-events-auto flex items-center gap-1 rounded-2xl border border-success bg-success-soft py-1 pr-1 pl-4">
            <p className="font-semibold text-success">{text}</p>
            <button
              type="button"
              aria-label={t('close')}
              onClick={() => setSaid({ text: '' })}
              className="flex size-11 shrink-0 items-center justify-center rounded-xl text-success hover:bg-surface"
            >
              <X aria-hidden className="size-5" />
            </button>
          </div>
        )}
      </div>
    </ToastContext>
  );
}
