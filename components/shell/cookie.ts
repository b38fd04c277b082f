const yearSeconds = 31_536_000;

/** Remembers a choice of this reader for a year. */
export function remember(name: 'jari-locale' | 'jari-theme', value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${value}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
}
