import { useEffect } from 'react';

/** Keeps Swagger UI's own mark of the dark theme, a class of the document, in step with the site's theme. */
export function useDarkMode(): void {
  useEffect(() => {
    const root = document.documentElement;
    const preferred = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
      const theme = root.dataset['theme'] ?? (preferred.matches ? 'dark' : 'light');
      root.classList.toggle('dark-mode', theme === 'dark');
    };
    const switched = new MutationObserver(follow);
    follow();
    switched.observe(root, { attributeFilter: ['data-theme'] });
    preferred.addEventListener('change', follow);
    return () => {
      switched.disconnect();
      preferred.removeEventListener('change', follow);
      root.classList.remove('dark-mode');
    };
  }, []);
}
