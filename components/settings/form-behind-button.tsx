import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';

interface FormBehindButtonProps {
  label: string;
  isOpen: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/**
 * Shows a button, and after a press the form in its place, whose first field takes the focus. The
 * button takes it back when the form is gone.
 */
export function FormBehindButton({ label, isOpen, onOpen, children }: FormBehindButtonProps) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(isOpen);
  useEffect(() => {
    if (before.current !== isOpen)
      place.current?.querySelector<HTMLElement>('input:not([hidden]), button')?.focus();
    before.current = isOpen;
  }, [isOpen]);
  return (
    <div ref={place} className="flex flex-col">
      {isOpen ? (
        children
      ) : (
        <Button variant="secondary" onClick={onOpen}>
          {label}
        </Button>
      )}
    </div>
  );
}
