/** Shows the result of a header button at the bottom of the screen. */
export function HeaderNote({ text }: { text: string | null }) {
  return (
    <p
      role="status"
      className={
        text === null ? 'sr-only' : 'fixed inset-x-4 bottom-4 z-50 rounded-2xl bg-warning-soft p-4'
      }
    >
      {text}
    </p>
  );
}
