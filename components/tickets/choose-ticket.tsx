import { useTranslations } from 'next-intl';
import type { Ticket } from './ticket.ts';

interface ChooseTicketProps {
  legend: string;
  tickets: Ticket[];
  chosen: number | undefined;
  onChoose: (ticketId: number) => void;
}

export function ChooseTicket({ legend, tickets, chosen, onChoose }: ChooseTicketProps) {
  const t = useTranslations('tickets');
  return (
    <fieldset className="rounded-xl border border-line px-3">
      <legend className="px-1 text-sm font-semibold">{legend}</legend>
      {tickets.map(({ ticketId, seat, grade }) => (
        <label key={ticketId} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="radio"
            name="ticket"
            checked={ticketId === chosen}
            onChange={() => onChoose(ticketId)}
            className="size-5 shrink-0 accent-accent"
          />
          {t('seatAndGrade', { seat, grade })}
        </label>
      ))}
    </fieldset>
  );
}
