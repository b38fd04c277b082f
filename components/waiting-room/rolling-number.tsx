const digits = Array.from('0123456789');

/**
 * Rolls each digit to its new value. Keys count from the last digit, so that a digit keeps its
 * column when the number of digits changes. Hidden from screen readers; the caller names the number.
 */
export function RollingNumber({ text }: { text: string }) {
  return (
    <span aria-hidden className="inline-flex leading-none">
      {Array.from(text, (character, at) => {
        const key = text.length - at;
        const digit = digits.indexOf(character);
        if (digit < 0) return <span key={key}>{character}</span>;
        return (
          <span key={key} className="h-[1em] overflow-hidden">
            <span
              className="flex flex-col motion-safe:transition-transform motion-safe:duration-700"
              style={{ transform: `translateY(-${String(digit * 10)}%)` }}
            >
              {digits.map((each) => (
                <span key={each} className="h-[1em]">
                  {each}
                </span>
              ))}
            </span>
          </span>
        );
      })}
    </span>
  );
}
