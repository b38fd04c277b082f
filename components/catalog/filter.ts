import type { SaleState } from './concert.ts';

/** Groups of sale states by which the list is filtered. */
export const groups = ['ON_SALE', 'COMING', 'SOLD_OUT'] as const;
export type Group = (typeof groups)[number];

export interface Filter {
  text: string;
  /** YYYY-MM; null for every month. */
  month: string | null;
  /** Null for every state. */
  group: Group | null;
}

export interface Searchable {
  /** Titles and venues in all languages, from `searchWords`. */
  words: string;
  /** Months of the shows, YYYY-MM. */
  months: string[];
  saleState: SaleState;
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Joins texts for a search that ignores case, width and spaces. */
export const searchWords = (texts: string[]): string => folded(texts.join('|')).replace(/\s+/g, '');

export const groupOf = (saleState: SaleState): Group | null => {
  switch (saleState) {
    case 'ON_SALE':
    case 'SOLD_OUT':
      return saleState;
    case 'UPCOMING':
    case 'QUEUE_OPEN':
      return 'COMING';
    case 'ENDED':
    case 'CANCELLED':
      return null;
  }
};

/** Returns true if the concert has every word of the text, a show in the month, and the state. */
export function matches(concert: Searchable, { text, month, group }: Filter): boolean {
  return (
    folded(text)
      .split(/\s+/)
      .every((word) => concert.words.includes(word)) &&
    (month === null || concert.months.includes(month)) &&
    (group === null || groupOf(concert.saleState) === group)
  );
}

export const isActive = ({ text, month, group }: Filter): boolean =>
  text.trim() !== '' || month !== null || group !== null;

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;
const lengthMax = 100;

/** Reads a filter from an address, without its invalid parts. */
export function filterOf(query: Record<string, string | string[] | undefined>): Filter {
  const { q, month, state } = query;
  return {
    text: typeof q === 'string' ? q.slice(0, lengthMax) : '',
    month: typeof month === 'string' && monthForm.test(month) ? month : null,
    group: groups.find((group) => group === state) ?? null,
  };
}

/** Returns the address of the list with a filter. */
export function addressOf({ text, month, group }: Filter): string {
  const query = new URLSearchParams();
  if (text.trim() !== '') query.set('q', text.trim());
  if (month !== null) query.set('month', month);
  if (group !== null) query.set('state', group);
  return query.size === 0 ? '/' : `/?${query.toString()}`;
}
