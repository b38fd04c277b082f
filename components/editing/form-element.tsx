'use client';

import { type ReactNode, useEffect, useRef } from 'react';

interface FormElementProps {
  /** Rises with each refusal, after which the first wrong field takes the focus. */
  refusals: number;
  onSubmit: () => void;
  children: ReactNode;
}

export function FormElement({ refusals, onSubmit, children }: FormElementProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  return (
    <form
      ref={form}
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
