import { z } from 'zod';
import { plainText } from '../schema/ids.schema.ts';
import { changeReasonMax } from '../schema/reason.schema.ts';

const queryCharactersMax = 1_000;

/**
 * Search for people. `q` is an e-mail address, a name, the number of a reservation or ticket as pages
 * print it, the text of a ticket's QR code, or a user id. `cursor` is the value that the previous page
 * returned.
 */
export const findPeopleInput = z.strictObject({
  q: plainText(queryCharactersMax),
  cursor: z
    .string()
    .regex(/^(?:number|email|name):[0-9a-f-]{36}$/)
    .refine((text) => z.guid().safeParse(text.split(':')[1]).success, {
      error: 'must be a cursor of this search',
    })
    .exactOptional(),
});
export type FindPeople = z.output<typeof findPeopleInput>;

/** `reveal` shows the name and the e-mail address to a caller who would see them masked. */
export const personInput = z.strictObject({
  userId: z.guid(),
  reveal: z.strictObject({ reason: plainText(changeReasonMax) }).exactOptional(),
});
export type PersonInput = z.output<typeof personInput>;
