'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const sides = {
  /** From the bottom on narrow screens, and along the right edge on wide screens. */
  end: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-3xl lg:inset-y-0 lg:right-0 lg:left-auto lg:max-h-none lg:w-96 lg:rounded-none lg:rounded-l-3xl',
  start: 'inset-y-0 left-0 w-72 max-w-[85vw] rounded-r-3xl',
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

/** Shows a modal panel at an edge of the screen. Escape and a press outside close it. */
export function Sheet({ title, lead, side = 'end', className, onClose, children }: SheetProps) {
  const t = useTranslations('common');
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          aria-describedby={undefined}
          data-sheet={side === 'end' ? '' : undefined}
          className={cn(
            'fixed z-50 overflow-y-auto border border-line bg-surface p-5',
            sides[side],
            className,
          )}
        >
          <Primitive.Title className="pr-12 text-lg font-bold">{title}</Primitive.Title>
          {lead !== undefined && <div className="mt-1 text-sm text-muted">{lead}</div>}
          <div className="mt-4">{children}</div>
          <Primitive.Close
            aria-label={t('close')}
            className="absolute top-3 right-3 flex size-11 items-center justify-center rounded-xl hover:bg-raised"
          >
            <X aria-hidden className="size-5" />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
