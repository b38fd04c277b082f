import type { z } from 'zod';

const issuesMax = 10;
const messageCharactersMax = 200;

export interface Issue {
  path: string;
  message: string;
}

/**
 * Returns the first ten issues of an input in the contract's form. Cuts each path and message to
 * 200 characters.
 */
export function issuesOf({ issues }: { issues: z.core.$ZodIssue[] }): Issue[] {
  return issues
    .flatMap(ofClosest)
    .slice(0, issuesMax)
    .map(({ path, message }) => ({
      path: path.join('.').slice(0, messageCharactersMax).toWellFormed(),
      message: message.slice(0, messageCharactersMax).toWellFormed(),
    }));
}

/** Replaces the issue of a union with the issues of the alternative that has the fewest. */
function ofClosest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
  return closest.length === 0
    ? [issue]
    : closest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}
