import { FileDown, WalletCards } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { isValid } from './ticket.ts';

export type Wallets = Outputs['ticket']['wallets'];

/** Links to the PDF of all tickets and, with keys on the server, to the passes of each. */
export function TicketFiles({ booking, wallets }: { booking: Booking; wallets: Wallets }) {
  const t = useTranslations('tickets.files');
  const language = useLocale();
  const tickets = booking.tickets.filter(isValid);
  if (tickets.length === 0) return null;
  const at = `/reservations/${booking.reservationId}`;
  return (
    <Card className="flex flex-col gap-2 print:hidden">
      <h2 className="text-lg font-bold">{t('title')}</h2>
      <FileLink href={`${at}/tickets.pdf?language=${language}`} text={t('pdf')} isPdf />
      {tickets.map(({ ticketId, seat }) => (
        <div key={ticketId} className="flex flex-wrap gap-2 empty:hidden">
          {wallets.apple && (
            <FileLink
              href={`${at}/${ticketId}.pkpass?language=${language}`}
              text={t('apple', { seat })}
            />
          )}
          {wallets.google && (
            <FileLink
              href={`${at}/${ticketId}/google-wallet?language=${language}`}
              text={t('google', { seat })}
            />
          )}
        </div>
      ))}
    </Card>
  );
}

/** A plain link, because the app's router knows no files. */
function FileLink({ href, text, isPdf = false }: { href: string; text: string; isPdf?: boolean }) {
  const Icon = isPdf ? FileDown : WalletCards;
  return (
    <a href={href} className={buttonClass('secondary', 'gap-1.5 self-start')}>
      <Icon aria-hidden className="size-5" />
      {text}
    </a>
  );
}
