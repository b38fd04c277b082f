import type { z } from 'zod';

const issuesMax = 10;
const messageCharactersMax = 200;

export interface Issue {
  path: string;
  message: string;
}

/** What is wrong with an input, in the form of the contract: the first ten things, each said in short. */
export function issuesOf({ issues }: { issues: z.core.$ZodIssue[] }): Issue[] {
  return issues
    .flatMap(apart)
    .slice(0, issuesMax)
    .map(({ path, message }) => ({
      path: path.join('.').slice(0, messageCharactersMax).toWellFormed(),
      message: message.slice(0, messageCharactersMax).toWellFormed(),
    }));
}

/** Of an input that fits none of several forms: what keeps it from the one that it comes closest to. */
function apart(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
  return closest.length === 0
    ? [issue]
    : closest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}
