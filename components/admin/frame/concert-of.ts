import { api } from '../../api.ts';
import { may, type Verb } from '../../may.ts';

/** Returns the concert on the page once it is read; null waits for an id. */
export function useConcertOf(concertId: number | null) {
  const { data } = api.admin.concerts.get.useQuery(
    { concertId: concertId ?? 0 },
    { enabled: concertId !== null, staleTime: 30_000 },
  );
  return concertId === null ? undefined : data;
}

/** Returns whether the viewer may do something at the concert on the page. */
export function useMayAt(concertId: number | null): (verb: Verb) => boolean {
  const roles = useConcertOf(concertId)?.roles ?? [];
  return (verb) => may(roles, verb);
}
