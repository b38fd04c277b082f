'use client';

import { type ReactNode, useId } from 'react';
import { CloseButton, Modal } from './modal.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: false) => void;
  title: string;
  description?: string;
  children: ReactNode;
}

/** Shows a question or a form in the middle of the screen. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  const id = useId();
  const onClose = () => onOpenChange(false);
  if (!open) return null;
  return (
    <Modal
      aria-labelledby={`${id}-title`}
      {...(description !== undefined && { 'aria-describedby': `${id}-about` })}
      onClose={onClose}
      className="inset-x-4 top-1/2 bottom-auto mx-auto max-h-[90dvh] max-w-md -translate-y-1/2 rounded-2xl p-6"
    >
      <h2 id={`${id}-title`} className="pr-10 text-lg font-bold">
        {title}
      </h2>
      {description !== undefined && (
        <p id={`${id}-about`} className="mt-2 text-muted">
          {description}
        </p>
      )}
      <div className="mt-5">{children}</div>
      <CloseButton onClose={onClose} />
    </Modal>
  );
}
