'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { cn } from './cn.ts';

/** True after the first page change in this document. */
let hasLeft = false;

interface HeadingProps {
  /** True if the component takes the focus, because it replaces visible content. */
  focused: boolean;
  className?: string;
  children: ReactNode;
}

/**
 * Takes the focus if navigation loses it, so that keyboard and screen-reader users start at the
 * heading. A newly loaded document keeps the browser's default focus.
 */
export function Heading({ focused, className, children }: HeadingProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (focused || (hasLeft && isLost)) title.current?.focus({ preventScroll: !focused });
    return () => {
      hasLeft = true;
    };
  }, [focused]);
  return (
    <h1 ref={title} tabIndex={-1} className={cn('heading', className)}>
      {children}
    </h1>
  );
}
