import type { z } from 'zod';

const issuesMax = 10;
const messageCharactersMax = 200;

export interface Issue {
  path: string;
  message: string;
}

/**
 * Returns at most 10 issues in the contract's form, with paths and messages of at most 200
 * characters.
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

/**
 * Replaces the issue of a union with the shortest list of issues among the union's alternatives.
 */
function ofClosest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
  return closest.length === 0
    ? [issue]
    : closest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}
