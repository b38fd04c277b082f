import type { Outputs } from '../api.ts';

/** Names of the boxes, as in the input of a sign-up. */
export const acceptances = ['terms', 'privacy', 'over14'] as const;

export type Versions = NonNullable<Outputs['account']['terms']['versions']>;

/** Turns each ticked box of a form into the accepted version. An empty box is no valid input. */
export const withAcceptances = (
  fields: Record<string, unknown>,
  { terms, privacy }: Versions,
): Record<string, unknown> => ({
  ...fields,
  terms: fields['terms'] === undefined ? '' : { version: terms },
  privacy: fields['privacy'] === undefined ? '' : { version: privacy },
  over14: fields['over14'] === undefined ? '' : true,
});
