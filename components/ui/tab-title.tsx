'use client';

import { useEffect } from 'react';

/** Names the tab after what took a page's place in the browser, where the page's own title still stands. */
export function TabTitle({ text }: { text: string }) {
  useEffect(() => {
    const before = document.title;
    document.title = text;
    return () => {
      if (document.title === text) document.title = before; // else the next page has set its own
    };
  }, [text]);
  return null;
}
