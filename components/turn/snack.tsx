'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, type Ref, useEffect, useEffectEvent, useRef } from 'react';

interface SnackProps {
  ref?: Ref<HTMLDivElement>;
  title: ReactNode;
  icon: ReactNode;
  children?: ReactNode;
  /** Text of the way out, and what it does. */
  action?: { text: string; act: () => void } | undefined;
  onClose?: (() => void) | undefined;
  /** Closes the message after this time, unless it has the focus or the pointer. */
  closesAfterMs?: number;
}

/** States what happened, with one way out. Screen readers announce it at once. */
export function Snack({ ref, title, icon, children, action, onClose, closesAfterMs }: SnackProps) {
  const t = useTranslations('common');
  const box = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(() => {
    if (box.current?.matches(':hover, :focus-within') === true) return false;
    onClose?.();
    return true;
  });
  useEffect(() => {
    if (closesAfterMs === undefined) return undefined;
    let timer = setTimeout(function again() {
      if (!close()) timer = setTimeout(again, closesAfterMs);
    }, closesAfterMs);
    return () => clearTimeout(timer);
  }, [closesAfterMs]);
  return (
    <div
      ref={box}
      role="alert"
      className="pointer-events-auto rounded-2xl border border-transparent bg-ink text-surface forced-color-adjust-none"
    >
      <div
        ref={ref}
        tabIndex={-1}
        className="flex items-center gap-3 rounded-2xl py-2 pr-1 pl-4 squat:py-1 side:flex-wrap [&_:focus-visible]:outline-surface"
      >
        <span aria-hidden className="shrink-0 short:hidden squat:hidden">
          {icon}
        </span>
        <div className="max-h-40 min-w-0 flex-1 overflow-y-auto py-1 text-sm leading-snug squat:max-h-20 squat:py-0">
          <p className="text-base leading-snug font-semibold short:text-sm squat:text-sm">
            {title}
          </p>
          {children}
        </div>
        {action !== undefined && (
          <button
            type="button"
            onClick={action.act}
            className="min-h-11 shrink-0 rounded-xl border border-surface/40 px-3 font-semibold hover:bg-surface/15 max-sm:max-w-32 max-sm:text-sm side:order-last side:mr-3 side:basis-full"
          >
            {action.text}
          </button>
        )}
        {onClose !== undefined && (
          <button
            type="button"
            aria-label={t('close')}
            onClick={onClose}
            className="flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-surface/15"
          >
            <X aria-hidden className="size-5" />
          </button>
        )}
      </div>
    </div>
  );
}
