'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import {
  type ComponentProps,
  type PointerEvent,
  type SyntheticEvent,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { createPortal } from 'react-dom';
import { cn } from './cn.ts';

/** Open modals, the topmost last. */
let modals: readonly HTMLDialogElement[] = [];
const listeners = new Set<() => void>();

function setModals(next: readonly HTMLDialogElement[]): void {
  modals = next;
  for (const modal of modals) modal.inert = modal !== modals.at(-1);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the topmost open modal. Everything outside it accepts no press. */
export const useTopModal = (): HTMLDialogElement | null =>
  useSyncExternalStore(
    subscribe,
    () => modals.at(-1) ?? null,
    () => null,
  );

/** Returns false for an event of a modal inside, because React's events leave portals. */
const isOwn = ({ target, currentTarget }: SyntheticEvent) => target === currentTarget;

interface ModalProps extends Omit<ComponentProps<'dialog'>, 'open' | 'onClose'> {
  onClose: () => void;
}

/**
 * Shows the browser's own modal dialog while it is rendered. The browser traps the focus and
 * returns it afterwards. An element inside with `data-autofocus` gets it first. Escape and a press
 * outside call `onClose`.
 */
export function Modal({ onClose, className, children, ...attributes }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const { current } = dialog;
    if (current === null) return;
    current.showModal();
    current.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    setModals([...modals, current]);
    return () => {
      setModals(modals.filter((modal) => modal !== current));
      current.close(); // A removed dialog does not return the focus.
    };
  }, []);
  const onPointerDown = ({ target, currentTarget, clientX, clientY }: PointerEvent) => {
    const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
    const isInside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    if (target === currentTarget && !isInside) onClose();
  };
  return createPortal(
    <dialog
      ref={dialog}
      onCancel={(event) => {
        if (!isOwn(event)) return;
        event.preventDefault();
        onClose();
      }}
      // Browsers close a modal without `cancel` if Escape is pressed twice.
      onClose={(event) => {
        if (isOwn(event)) onClose();
      }}
      onPointerDown={onPointerDown}
      className={cn('modal', className)}
      {...attributes}
    >
      {children}
    </dialog>,
    document.body,
  );
}

export function CloseButton({ onClose }: { onClose: () => void }) {
  const t = useTranslations('common');
  return (
    <button
      type="button"
      aria-label={t('close')}
      onClick={onClose}
      className="absolute top-3 right-3 flex size-11 items-center justify-center rounded-xl hover:bg-raised"
    >
      <X aria-hidden className="size-5" />
    </button>
  );
}
