/** Announces the time left to screen readers only at 180, 60 and 30 s. */
export function SpokenTime({
  left,
  say,
}: {
  left: number | null;
  say: (seconds: '180' | '60' | '30') => string;
}) {
  return (
    <p role="status" className="sr-only">
      {left === null || left === 0 || left > 180
        ? ''
        : say(left <= 30 ? '30' : left <= 60 ? '60' : '180')}
    </p>
  );
}
