'use client';

import { type ReactNode, useEffect, useRef } from 'react';

/** A page of this document has been left: those that come now were gone to within it. */
let hasLeft = false;

interface HeadingProps {
  /** It took the place of what the reader was looking at: the focus comes here. */
  focused: boolean;
  children: ReactNode;
}

/**
 * A page's title. Where the focus was on what has gone with the page before, it comes here, so that whoever uses the keyboard or
 * listens begins where the page does. A document just loaded begins as documents do.
 */
export function Heading({ focused, children }: HeadingProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (focused || (hasLeft && isLost)) title.current?.focus({ preventScroll: !focused });
    return () => {
      hasLeft = true;
    };
  }, [focused]);
  return (
    <h1 ref={title} tabIndex={-1} className="text-2xl font-bold outline-none sm:text-3xl">
      {children}
    </h1>
  );
}
