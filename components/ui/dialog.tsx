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
      // No transform: a message inside must find the window’s edge.
      className="inset-x-4 inset-y-0 m-auto h-fit max-h-[90dvh] max-w-md rounded-2xl p-6"
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
