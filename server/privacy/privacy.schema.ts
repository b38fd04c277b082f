import { z } from 'zod';
import { plainText } from '../schema/ids.schema.ts';
import { changeReasonMax } from '../schema/reason.schema.ts';

const queryCharactersMax = 254;

/** `q` is the id of a deleted account's user, or its last e-mail address. */
export const keptRecordsInput = z.strictObject({
  q: plainText(queryCharactersMax),
  reason: plainText(changeReasonMax),
});
export type KeptRecordsInput = z.output<typeof keptRecordsInput>;
