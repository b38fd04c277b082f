import type { Outputs } from '../../api.ts';
import type { Verb } from '../../may.ts';
import { type DateStep, dateStepsIn, type Step, stepsIn, takesDates } from '../steps.ts';

/** Controls that the search can begin, with the page that has them. */
export const verbPages = {
  pause: '',
  capacity: '',
  ratePerMinute: '',
  message: '',
  admit: '',
  remove: '',
  opensAt: '',
  lineOpensAt: '',
  sessionSeconds: '',
  claimSeconds: '',
  graceSeconds: '',
  maxSeats: '',
  orphanRule: '',
  cancellationFees: '',
  refund: '/bookings',
  release: '/seats',
  block: '/seats',
  unblock: '/seats',
  void: '/seats',
  publish: '/settings',
  close: '/settings',
  cancel: '/settings',
  archive: '/settings',
  copy: '/settings',
  addDate: '/settings',
  moveDate: '/settings',
  removeDate: '/settings',
  cancelDate: '/settings',
} as const;
export type VerbName = keyof typeof verbPages;
export const verbNames = Object.keys(verbPages) as VerbName[];

/** Controls of the concert's state. */
export const stepVerbs = [
  'publish',
  'close',
  'cancel',
  'archive',
  'copy',
] as const satisfies Step[];

/** Controls of one date, which the search asks for. */
export const stepOfDateVerb = {
  moveDate: 'move',
  removeDate: 'remove',
  cancelDate: 'cancel',
} as const satisfies Partial<Record<VerbName, DateStep>>;
export type DateVerb = keyof typeof stepOfDateVerb;

const isIn = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);
const dateVerbs = Object.keys(stepOfDateVerb) as DateVerb[];
export const isDateVerb = (verb: VerbName): verb is DateVerb => isIn(dateVerbs, verb);

type Concert = Pick<Outputs['admin']['concerts']['get'], 'state' | 'lacking'> & {
  performances: readonly { cancelledAt: string | null }[];
};

/** Returns the dates that the controls of a date can change. */
export const openDates = <Date extends { cancelledAt: string | null }>(
  dates: readonly Date[],
): Date[] => dates.filter(({ cancelledAt }) => cancelledAt === null);

const neededFor = (verb: VerbName): Verb => {
  if (verb === 'refund') return 'refund';
  return verb === 'copy' ? 'createConcerts' : 'manage';
};

/** Returns the controls that the viewer may use and that the concert's state allows. */
export function offeredVerbs(
  { state, lacking, performances }: Concert,
  may: (verb: Verb) => boolean,
): VerbName[] {
  const allows = (verb: VerbName): boolean => {
    if (verb === 'publish' && lacking.length > 0) return false;
    if (verb === 'addDate') return takesDates(state);
    if (isDateVerb(verb))
      return openDates(performances).length > 0 && isIn(dateStepsIn[state], stepOfDateVerb[verb]);
    return !isIn(stepVerbs, verb) || isIn(stepsIn[state], verb);
  };
  return verbNames.filter((verb) => may(neededFor(verb)) && allows(verb));
}
