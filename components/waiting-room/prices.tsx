import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useRef, useState, useSyncExternalStore } from 'react';
import { Card } from '#components/ui/card.tsx';
import { deviceMemory } from '../storage.ts';

interface PlanFold {
  element: RefObject<HTMLDetailsElement | null>;
  /** True if this device has shown the plan before. */
  hasSeen: boolean;
  /** Opens the plan and moves the focus there. */
  show: () => void;
  onOpen: () => void;
}

const never = () => () => undefined;

export function usePlanFold(concertId: number): PlanFold {
  const key = `jari-plan-seen-${String(concertId)}`;
  const element = useRef<HTMLDetailsElement>(null);
  const [seenHere, setSeenHere] = useState(false);
  const seenBefore = useSyncExternalStore(
    never,
    () => deviceMemory.get(key) !== null,
    () => false,
  );
  return {
    element,
    hasSeen: seenHere || seenBefore,
    show: () => {
      const { current } = element;
      if (current === null) return;
      current.open = true;
      current.querySelector('summary')?.focus({ preventScroll: true });
      current.scrollIntoView({ block: 'start' });
    },
    onOpen: () => {
      setSeenHere(true);
      deviceMemory.set(key, 'yes');
    },
  };
}

interface PricesProps {
  prices: ReactNode;
  plan: ReactNode;
  fold: PlanFold;
}

/** Shows the grades with their prices, and the plan of the hall on demand. */
export function Prices({ prices, plan, fold }: PricesProps) {
  const t = useTranslations('queue');
  return (
    <Card className="p-5">
      <h2 className="text-lg font-bold">{t('price')}</h2>
      {prices}
      {plan !== null && (
        <details
          ref={fold.element}
          onToggle={({ currentTarget }) => currentTarget.open && fold.onOpen()}
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
