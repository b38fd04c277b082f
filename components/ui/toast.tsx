'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createPortal } from 'react-dom';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTopModal } from './modal.tsx';

const shownSeconds = 10;

export interface ToastAction {
  text: string;
  act: () => void;
}
type Show = (text: string, action?: ToastAction) => void;

interface Said {
  id: number;
  text: string;
  action: ToastAction | undefined;
}

const ToastContext = createContext<Show>(() => undefined);

/**
 * Returns a function that shows a message regardless of the scroll position. An empty text removes
 * the message. `action` is a button beside the text, such as an undo.
 */
export const useToast = () => useContext(ToastContext);

/**
 * Shows one message at a time. The page must also show each change permanently, because a message
 * disappears after 10 s.
 */
export function Toasts({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const [said, setSaid] = useState<Said>({ id: 0, text: '', action: undefined });
  const { id, text, action } = said;
  const [show] = useState(
    (): Show => (next, act) =>
      setSaid((before) => ({ id: before.id + 1, text: next, action: act })),
  );
  const close = () => show('');
  const modal = useTopModal();
  const message = (
    <div
      role="status"
      aria-live="polite"
      data-toast
      className="pointer-events-none fixed inset-x-4 bottom-18 z-60 flex justify-end lg:bottom-4"
    >
      {text !== '' && (
        <div className="pointer-events-auto flex items-center gap-1 rounded-2xl border border-success bg-success-soft py-1 pr-1 pl-4">
          <p className="font-semibold text-success">{text}</p>
          {action !== undefined && (
            <button
              type="button"
              onClick={() => {
                close();
                action.act();
              }}
              className="ml-2 flex min-h-11 items-center gap-1 rounded-xl px-3 font-semibold whitespace-nowrap text-accent underline hover:bg-surface"
            >
              {action.text}
            </button>
          )}
          <Remaining key={id} onOver={close} isShown={action !== undefined} />
          <button
            type="button"
            aria-label={t('close')}
            onClick={close}
            className="flex size-11 shrink-0 items-center justify-center rounded-xl text-success hover:bg-surface"
          >
            <X aria-hidden className="size-5" />
          </button>
        </div>
      )}
    </div>
  );
  return (
    <ToastContext value={show}>
      {children}
      {/* Only the modal accepts presses. */}
      {modal === null ? message : createPortal(message, modal)}
    </ToastContext>
  );
}

interface RemainingProps {
  isShown: boolean;
  onOver: () => void;
}

/** Counts down to the end of the message. Hidden from screen readers, which announce each change. */
function Remaining({ isShown, onOver }: RemainingProps) {
  const [left, setLeft] = useState(shownSeconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => before - 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onOver();
  }, [left, onOver]);
  if (!isShown) return null;
  return (
    <span aria-hidden className="w-5 text-center text-sm text-success tabular-nums">
      {left}
    </span>
  );
}
