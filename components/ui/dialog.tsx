'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Primitive } from 'radix-ui';
import { type ReactNode, useRef } from 'react';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
}

/** Shows a modal dialog that traps and restores the focus. Escape closes the dialog. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  const t = useTranslations('common');
  // Remembers the focused element, because Radix restores the focus only to a dialog's own trigger.
  const opener = useRef<Element | null>(null);
  const giveFocusBack = () => {
    const { current } = opener;
    // The opener may be a seat on the map, which is an SVG element.
    if (current instanceof HTMLElement || current instanceof SVGElement) current.focus();
  };
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={giveFocusBack}
          {...(description === undefined && { 'aria-describedby': undefined })}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[90dvh] max-w-md -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6"
        >
          <Primitive.Title className="pr-10 text-lg font-bold">{title}</Primitive.Title>
          {description !== undefined && (
            <Primitive.Description className="mt-2 text-muted">{description}</Primitive.Description>
          )}
          <div className="mt-5">{children}</div>
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
