import { CalendarClock, CircleSlash, Ticket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '#components/ui/badge.tsx';
import type { SaleState } from './concert.ts';

const looks = {
  ON_SALE: { tone: 'success', label: 'onSale', Icon: Ticket },
  SOON: { tone: 'warning', label: 'soon', Icon: CalendarClock },
  OVER: { tone: 'neutral', label: 'over', Icon: CircleSlash },
} as const;

export function SaleBadge({ state }: { state: SaleState }) {
  const t = useTranslations('catalog');
  const { tone, label, Icon } = looks[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="mr-1.5 size-4" />
      {t(label)}
    </Badge>
  );
}
