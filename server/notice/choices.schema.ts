import { z } from 'zod';
import { languages } from '../config/languages.schema.ts';
import { id } from '../schema/ids.schema.ts';
import { channels } from './stages.schema.ts';

const ofStage = z
  .array(z.enum(channels))
  .max(channels.length)
  .refine((chosen) => new Set(chosen).size === chosen.length, { error: 'channels must differ' });
const language = z.enum(languages).exactOptional();

const choices = z.strictObject({
  turn: ofStage,
  soon: ofStage,
  offer: ofStage,
  hold: ofStage,
  change: ofStage,
  booking: ofStage,
  gift: ofStage,
  reminder: ofStage,
  open: ofStage,
});
export type Choices = z.output<typeof choices>;

/** `language` is the language of later messages. */
export const choicesInput = choices.extend({ language });
export const followInput = z.strictObject({ concertId: id, on: z.boolean(), language });
export type ChoicesInput = z.output<typeof choicesInput>;
export type FollowInput = z.output<typeof followInput>;

/**
 * Channels of a person who chose none. A message that helps for minutes only goes to devices. A mail
 * also says what the person must be able to find again.
 */
export const defaultChoices: Choices = {
  turn: ['PUSH'],
  soon: ['PUSH'],
  offer: ['EMAIL', 'PUSH'],
  hold: ['PUSH'],
  change: ['EMAIL', 'PUSH'],
  booking: ['EMAIL'],
  gift: ['EMAIL', 'PUSH'],
  reminder: ['EMAIL', 'PUSH'],
  open: ['EMAIL', 'PUSH'],
};
