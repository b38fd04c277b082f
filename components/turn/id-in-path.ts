import { notFound } from 'next/navigation';
import { id } from '#server/schema/ids.schema.ts';

/** Returns null if the path segment is not a valid id. */
export function knownId(segment: string): number | null {
  const parsed = /^[1-9]\d*$/.test(segment) ? id.safeParse(Number(segment)) : undefined;
  return parsed?.success === true ? parsed.data : null;
}

/** Renders the not-found page if the path segment is not a valid id. */
export function idInPath(segment: string): number {
  return knownId(segment) ?? notFound();
}
