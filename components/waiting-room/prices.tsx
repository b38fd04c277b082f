import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useState, useSyncExternalStore } from 'react';
import { Card } from '#components/ui/card.tsx';
import { deviceMemory } from '../storage.ts';

const never = () => () => undefined;

/** Remembers on this device that it has shown the plan of a concert. */
export function useSeenPlan(concertId: number): { hasSeen: boolean; see: () => void } {
  const key = `jari-plan-seen-${String(concertId)}`;
  const [seenHere, setSeenHere] = useState(false);
  const seenBefore = useSyncExternalStore(
    never,
    () => deviceMemory.get(key) !== null,
    () => false,
  );
  const see = () => {
    setSeenHere(true);
    deviceMemory.set(key, 'yes');
  };
  return { hasSeen: seenHere || seenBefore, see };
}

/** Opens the plan and moves the focus there. */
export function showPlan(fold: HTMLDetailsElement | null): void {
  if (fold === null) return;
  fold.open = true;
  fold.querySelector('summary')?.focus({ preventScroll: true });
  fold.scrollIntoView({ block: 'start' });
}

interface PricesProps {
  prices: ReactNode;
  plan: ReactNode;
  fold: RefObject<HTMLDetailsElement | null>;
  onOpenPlan: () => void;
}

/** Shows the grades with their prices, and the plan of the hall on demand. */
export function Prices({ prices, plan, fold, onOpenPlan }: PricesProps) {
  const t = useTranslations('queue');
  return (
    <Card className="p-5">
      <h2 className="text-lg font-bold">{t('price')}</h2>
      {prices}
      {plan !== null && (
        <details
          ref={fold}
          onToggle={({ currentTarget }) => currentTarget.open && onOpenPlan()}
          className="group mt-1 -mb-2 scroll-mt-16 border-t border-line"
        >
          <summary className="flex min-h-12 cursor-pointer items-center justify-between font-semibold text-accent">
            {t('planFold')}
            <ChevronDown aria-hidden className="size-5 group-open:rotate-180" />
          </summary>
          {plan}
        </details>
      )}
    </Card>
  );
}
