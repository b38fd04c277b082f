'use client';

import { useEffect } from 'react';

/** Sets the tab's title while this component replaces a page. */
export function TabTitle({ text }: { text: string }) {
  useEffect(() => {
    const before = document.title;
    document.title = text;
    return () => {
      // Keeps a title that the next page has already set.
      if (document.title === text) document.title = before;
    };
  }, [text]);
  return null;
}
