import { CalendarClock, CircleSlash, CircleX, Clock, Ticket, TicketX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '#components/ui/badge.tsx';
import type { SaleState } from './concert.ts';

const looks = {
  ON_SALE: { tone: 'success', Icon: Ticket },
  QUEUE_OPEN: { tone: 'accent', Icon: Clock },
  UPCOMING: { tone: 'warning', Icon: CalendarClock },
  SOLD_OUT: { tone: 'danger', Icon: TicketX },
  ENDED: { tone: 'neutral', Icon: CircleSlash },
  CANCELLED: { tone: 'neutral', Icon: CircleX },
} as const;

export function SaleBadge({ state }: { state: SaleState }) {
  const t = useTranslations('catalog.state');
  const { tone, Icon } = looks[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="mr-1.5 size-4" />
      {t(state)}
    </Badge>
  );
}
