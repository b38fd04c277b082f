import { Button } from '../ui/button.tsx';

interface ChoiceProps<T> {
  label: string;
  options: { value: T; text: string }[];
  chosen: T | undefined;
  onChoose: (value: T) => void;
}

export function Choice<T extends string | number>({
  label,
  options,
  chosen,
  onChoose,
}: ChoiceProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-2">
      {options.map(({ value, text }) => (
        <Button
          key={value}
          variant="secondary"
          aria-pressed={value === chosen}
          className="px-4 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          onClick={() => onChoose(value)}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}
