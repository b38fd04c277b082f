import { ConcertCard } from './concert-card.tsx';
import type { Concert } from './concert.ts';

export function ConcertGrid({ concerts }: { concerts: Concert[] }) {
  return (
    <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {concerts.map((concert) => (
        <li key={concert.concertId}>
          <ConcertCard concert={concert} />
        </li>
      ))}
    </ul>
  );
}
