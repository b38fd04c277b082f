/** Title, text and address to share. */
interface Shared {
  title: string;
  text?: string;
  url: string;
}

/**
 * Opens the device's share sheet, or copies text and address where there is none. Returns 'NEITHER'
 * if the browser forbids both, so that the page can show the address. A closed sheet counts as
 * shared.
 */
export async function share({
  title,
  text,
  url,
}: Shared): Promise<'SHARED' | 'COPIED' | 'NEITHER'> {
  // Browsers lack these interfaces on plain HTTP, and some browsers lack sharing.
  const { share: open, clipboard } = navigator as Partial<Navigator>;
  try {
    if (open !== undefined) {
      await open.call(navigator, { title, url, ...(text !== undefined && { text }) });
      return 'SHARED';
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'SHARED';
  }
  if (clipboard === undefined) return 'NEITHER';
  return clipboard.writeText(text === undefined ? url : `${text}\n${url}`).then(
    () => 'COPIED' as const,
    () => 'NEITHER' as const,
  );
}
