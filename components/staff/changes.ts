/** A field of an audit entry, with its values before and after the change. */
export interface FieldChange {
  name: string;
  /** Undefined if the entry has no such value. */
  before: unknown;
  after: unknown;
}

type Values = Readonly<Record<string, unknown>> | null;

/**
 * Returns the fields that differ, and then the fields that the entry names for reference, such as the
 * id of the changed object. Each field keeps its order.
 */
export function changesOf(before: Values, after: Values): FieldChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = names.map((name) => ({ name, before: before?.[name], after: after?.[name] }));
  const isSame = (change: FieldChange) =>
    JSON.stringify(change.before) === JSON.stringify(change.after);
  return [
    ...changes.filter((change) => !isSame(change)),
    ...changes.filter(isSame).map(({ name, after }) => ({ name, before: undefined, after })),
  ];
}
