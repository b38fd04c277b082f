import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import type { LeverOf } from './lever.ts';

interface LeverRowsProps<L> {
  levers: L[];
  onBegin: (lever: L) => void;
}

/** Levers as they stand, each with the button that begins its change. */
export function LeverRows<L extends LeverOf<string, unknown>>({ levers, onBegin }: LeverRowsProps<L>) {
  return (
    <Card className="flex flex-col divide-y divide-line py-1 sm:py-1">
      {levers.map((lever) => (
        <div key={lever.name} className="flex flex-wrap items-center justify-between gap-3 py-3">
          <div className="min-w-0 flex-1 basis-48">
            <h3 className="text-sm text-muted">{lever.label}</h3>
            <p className="font-semibold">{lever.value}</p>
          </div>
          <Button variant={lever.name === 'paused' ? 'primary' : 'secondary'} onClick={() => onBegin(lever)}>
            {lever.action}
          </Button>
        </div>
      ))}
    </Card>
  );
}
