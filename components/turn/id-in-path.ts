import { notFound } from 'next/navigation';
import { id } from '#server/schema/ids.schema.ts';

/** The id that a segment of the path is, or null. */
export function knownId(segment: string): number | null {
  const parsed = /^[1-9]\d*$/.test(segment) ? id.safeParse(Number(segment)) : undefined;
  return parsed?.success === true ? parsed.data : null;
}

/** The same; any other text is a page that does not exist. */
export function idInPath(segment: string): number {
  return knownId(segment) ?? notFound();
}
