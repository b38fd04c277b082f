'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn.ts';
import { CloseButton, Modal } from './modal.tsx';

const sides = {
  /** From the bottom on narrow screens, and along the right edge on wide screens. */
  end: 'inset-x-0 top-auto bottom-0 max-h-[85dvh] max-w-none rounded-t-3xl lg:inset-y-0 lg:right-0 lg:left-auto lg:max-h-none lg:w-96 lg:rounded-none lg:rounded-l-3xl',
  start: 'inset-y-0 right-auto left-0 max-h-none w-72 max-w-[85vw] rounded-r-3xl',
};

interface SheetProps {
  title: string;
  lead?: ReactNode;
  side?: keyof typeof sides;
  /** Replaces the default colours and padding. */
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

/** Shows a modal panel at an edge of the screen. */
export function Sheet({ title, lead, side = 'end', className, onClose, children }: SheetProps) {
  const id = useId();
  return (
    <Modal
      aria-labelledby={id}
      data-sheet={side === 'end' ? '' : undefined}
      onClose={onClose}
      className={cn('sheet', sides[side], className)}
    >
      <h2 id={id} className="pr-12 text-lg font-bold">
        {title}
      </h2>
      {lead !== undefined && <div className="mt-1 text-sm text-muted">{lead}</div>}
      <div className="mt-4">{children}</div>
      <CloseButton onClose={onClose} />
    </Modal>
  );
}
