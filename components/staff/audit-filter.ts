/** Filters of the audit page, as the page's address has them. */
export const filterNames = ['person', 'concert', 'action', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];
export type TypedFilter = Partial<Record<FilterName, string>>;

export interface AuditFilter {
  userId?: string;
  concertId?: number;
  action?: string;
  from?: string;
  to?: string;
}

const patterns = {
  person: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  concert: /^[1-9]\d{0,8}$/,
  action: /^[a-zA-Z.]{1,100}$/,
  from: /^20\d\d-\d\d-\d\d$/,
  to: /^20\d\d-\d\d-\d\d$/,
} satisfies Record<FilterName, RegExp>;

const isDay = (text: string): boolean => !Number.isNaN(Date.parse(`${text}T00:00:00+09:00`));

/** Returns the filled fields of the page's address. A repeated field counts once. */
export function typedFilter(params: Record<string, string | string[] | undefined>): TypedFilter {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const given = [params[name]].flat()[0]?.trim() ?? '';
      return given === '' ? [] : [[name, given]];
    }),
  );
}

/**
 * Interprets the typed filters; days are whole days in Seoul. `wrong` names the fields that cannot
 * be interpreted, which filter nothing.
 */
export function auditFilterOf(typed: TypedFilter): { filter: AuditFilter; wrong: FilterName[] } {
  const wrong = filterNames.filter((name) => {
    const text = typed[name];
    if (text === undefined) return false;
    return !patterns[name].test(text) || ((name === 'from' || name === 'to') && !isDay(text));
  });
  const { person, concert, action, from, to } = Object.fromEntries(
    Object.entries(typed).filter(([name]) => !wrong.some((field) => field === name)),
  ) as TypedFilter;
  const filter = {
    ...(person !== undefined && { userId: person.toLowerCase() }),
    ...(concert !== undefined && { concertId: Number(concert) }),
    ...(action !== undefined && { action }),
    ...(from !== undefined && { from: `${from}T00:00:00+09:00` }),
    ...(to !== undefined && { to: `${to}T23:59:59.999+09:00` }),
  };
  return { filter, wrong };
}

/** Address of the export, which the person and the action do not filter. */
export function exportPath({ concertId, from, to }: AuditFilter): string {
  const query = new URLSearchParams({
    ...(concertId !== undefined && { concertId: String(concertId) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }).toString();
  return `/api/admin/export/audit.csv${query === '' ? '' : `?${query}`}`;
}
