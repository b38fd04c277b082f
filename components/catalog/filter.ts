import type { SaleState } from './concert.ts';

/** Groups of sale states by which the list is filtered. */
export const groups = ['ON_SALE', 'COMING', 'SOLD_OUT'] as const;
export type Group = (typeof groups)[number];

/** Orders of the list: by next show, by opening of the sale, by lowest price. */
export const sorts = ['date', 'opening', 'price'] as const;
export type Sort = (typeof sorts)[number];

export interface Filter {
  text: string;
  /** YYYY-MM; null for every month. */
  month: string | null;
  /** Null for every state. */
  group: Group | null;
  /** Null for the catalogue's order, by sale state. */
  sort: Sort | null;
}

/** Instants and won by which the list is sorted; undefined sorts last. */
export type SortKeys = Record<Sort, string | number | undefined>;

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

/** Returns the concerts in the order of the filter. Equal concerts keep their order. */
export function sortedBy<Concert extends { keys: SortKeys }>(
  concerts: Concert[],
  sort: Sort | null,
): Concert[] {
  if (sort === null) return concerts;
  const known = concerts.filter(({ keys }) => keys[sort] !== undefined);
  const sorted = known.toSorted((a, b) => ((a.keys[sort] ?? 0) < (b.keys[sort] ?? 0) ? -1 : 1));
  return [...sorted, ...concerts.filter(({ keys }) => keys[sort] === undefined)];
}

/** The order alone is no filter. */
export const isActive = ({ text, month, group }: Filter): boolean =>
  text.trim() !== '' || month !== null || group !== null;

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;
const lengthMax = 100;

/** Reads a filter from an address, without its invalid parts. */
export function filterOf(query: Record<string, string | string[] | undefined>): Filter {
  const { q, month, state, sort } = query;
  return {
    text: typeof q === 'string' ? q.slice(0, lengthMax) : '',
    month: typeof month === 'string' && monthForm.test(month) ? month : null,
    group: groups.find((group) => group === state) ?? null,
    sort: sorts.find((one) => one === sort) ?? null,
  };
}

/** Returns the query of the list's address, with `?`; empty without a filter. */
export function queryOf({ text, month, group, sort }: Filter): string {
  const query = new URLSearchParams();
  if (text.trim() !== '') query.set('q', text.trim());
  if (month !== null) query.set('month', month);
  if (group !== null) query.set('state', group);
  if (sort !== null) query.set('sort', sort);
  return query.size === 0 ? '' : `?${query.toString()}`;
}
