import { type Language, languages } from '#server/config/languages.schema.ts';
import { queueLimits } from '#server/admin/admin.schema.ts';
import { concertBounds, concertFields, updateInput } from '#server/concert/concert.schema.ts';
import { descriptionCharactersMax, titleCharactersMax } from '#server/schema/texts.schema.ts';
import { feesAsTyped, momentAsTyped, typedFees, typedNumber } from '../admin/control.ts';
import { typedDuration } from '../admin/duration.ts';
import type { Outputs } from '../api.ts';

export type Concert = Outputs['admin']['concerts']['get'];

export const textNames = ['title', 'venue', 'description', 'notices'] as const;
export type TextName = (typeof textNames)[number];
export type TextPath = `${TextName}.${Language}`;

/** Kinds of all fields that are no texts. The name is the path in ConcertFields. */
export const kinds = {
  ageRating: 'number',
  runningMinutes: 'number',
  posterId: 'id',
  opensAt: 'moment',
  lineOpensAt: 'moment',
  closesAt: 'moment',
  maxSeats: 'number',
  orphanRule: 'flag',
  verifiedEmail: 'flag',
  cancellationFees: 'fees',
  holdSeconds: 'duration',
  offerSeconds: 'duration',
  'policy.capacity': 'number',
  'policy.ratePerMinute': 'number',
  'policy.sessionSeconds': 'duration',
  'policy.claimSeconds': 'duration',
  'policy.graceSeconds': 'duration',
} as const;
export type PlainPath = keyof typeof kinds;
export type FieldPath = TextPath | PlainPath;

/** Fields as the form holds them. An empty text is the default of all concerts, or no value. */
export type FormValues = Readonly<Record<FieldPath, string>>;

const textPaths = textNames.flatMap((name) =>
  languages.map((language): TextPath => `${name}.${language}`),
);
const plainPaths = Object.keys(kinds) as PlainPath[];
export const fieldPaths: readonly FieldPath[] = [...textPaths, ...plainPaths];

export type BoundedPath = {
  [P in PlainPath]: (typeof kinds)[P] extends 'number' | 'duration' ? P : never;
}[PlainPath];

const boundsOf = ({
  minValue,
  maxValue,
}: {
  minValue: number | null;
  maxValue: number | null;
}) => ({
  min: minValue ?? 0,
  max: maxValue ?? 0,
});

/** Inclusive bounds of the numbers and of the durations in seconds, as the schema has them. */
export const bounds: Readonly<Record<BoundedPath, { min: number; max: number }>> = {
  ageRating: boundsOf(concertFields.shape.ageRating),
  runningMinutes: boundsOf(concertFields.shape.runningMinutes),
  maxSeats: boundsOf(concertFields.shape.maxSeats),
  holdSeconds: { min: 1, max: concertBounds.holdSecondsMax },
  offerSeconds: { min: 1, max: concertBounds.offerSecondsMax },
  'policy.capacity': boundsOf(queueLimits.capacity),
  'policy.ratePerMinute': boundsOf(queueLimits.ratePerMinute),
  'policy.sessionSeconds': boundsOf(queueLimits.sessionSeconds),
  'policy.claimSeconds': boundsOf(queueLimits.claimSeconds),
  'policy.graceSeconds': boundsOf(queueLimits.graceSeconds),
};

/** Maximum length of a text, in characters. */
export const charactersMax = (name: TextName): number =>
  name === 'title' || name === 'venue' ? titleCharactersMax : descriptionCharactersMax;

const noFees = 'none';
const emptyTexts = Object.fromEntries(textPaths.map((path) => [path, ''])) as Record<
  TextPath,
  string
>;

/** Values of a new concert's form. */
export const newValues: FormValues = {
  ...emptyTexts,
  ...(Object.fromEntries(plainPaths.map((path) => [path, ''])) as Record<PlainPath, string>),
  ageRating: '0',
  runningMinutes: '120',
  maxSeats: '4',
  orphanRule: 'false',
  verifiedEmail: 'false',
};

type Stored = Pick<Concert, TextName | Exclude<PlainPath, `policy.${string}`> | 'policy'>;

/** Returns a concert's values as the form holds them. `duration` formats seconds. */
export function valuesOf(concert: Stored, duration: (seconds: number) => string): FormValues {
  const { policy, cancellationFees: fees } = concert;
  const seconds = (value: number | null) => (value === null ? '' : duration(value));
  const moment = (iso: string | null) => (iso === null ? '' : momentAsTyped(iso));
  const count = (value: number | null) => (value === null ? '' : String(value));
  const texts = textNames.flatMap((name) =>
    languages.map((language) => [`${name}.${language}`, concert[name][language] ?? '']),
  );
  return {
    ...emptyTexts,
    ...(Object.fromEntries(texts) as Record<TextPath, string>),
    ageRating: count(concert.ageRating),
    runningMinutes: count(concert.runningMinutes),
    posterId: count(concert.posterId),
    opensAt: moment(concert.opensAt),
    lineOpensAt: moment(concert.lineOpensAt),
    closesAt: moment(concert.closesAt),
    maxSeats: count(concert.maxSeats),
    orphanRule: String(concert.orphanRule),
    verifiedEmail: String(concert.verifiedEmail),
    cancellationFees: fees === null ? '' : fees.length === 0 ? noFees : feesAsTyped(fees),
    holdSeconds: seconds(concert.holdSeconds),
    offerSeconds: seconds(concert.offerSeconds),
    'policy.capacity': count(policy.capacity),
    'policy.ratePerMinute': count(policy.ratePerMinute),
    'policy.sessionSeconds': seconds(policy.sessionSeconds),
    'policy.claimSeconds': seconds(policy.claimSeconds),
    'policy.graceSeconds': seconds(policy.graceSeconds),
  };
}

/** Interprets a `datetime-local` text in Seoul's time zone. */
export const instantOf = (typed: string): string =>
  `${typed}${typed.length === 16 ? ':00' : ''}+09:00`;

const parsers: Record<(typeof kinds)[PlainPath], (typed: string) => unknown> = {
  number: typedNumber,
  duration: typedDuration,
  moment: instantOf,
  flag: (typed) => typed === 'true',
  fees: (typed) => (typed === noFees ? [] : typedFees(typed)),
  id: Number,
};

/** Converts the form's texts to the fields of the contract, for the schema to check. */
function fieldsOf(values: FormValues): Record<string, unknown> {
  const valueOf = (path: PlainPath) =>
    values[path].trim() === '' ? null : parsers[kinds[path]](values[path]);
  const texts = textNames.map((name) => [
    name,
    Object.fromEntries(
      languages
        .map((language) => [language, values[`${name}.${language}`]] as const)
        .filter(([language, text]) => language === 'ko' || text.trim() !== ''),
    ),
  ]);
  const policy = plainPaths
    .filter((path) => path.startsWith('policy.'))
    .map((path) => [path.slice('policy.'.length), valueOf(path)]);
  const plain = plainPaths
    .filter((path) => !path.startsWith('policy.'))
    .map((path) => [path, valueOf(path)]);
  return {
    ...(Object.fromEntries([...texts, ...plain]) as Record<string, unknown>),
    policy: Object.fromEntries(policy) as unknown,
  };
}

/** Parses all fields of a new concert. */
export const parseNew = (values: FormValues) => concertFields.safeParse(fieldsOf(values));

/** Parses the fields at `changed`, and no others. A text is sent with all of its languages. */
export function parseChange(
  { concertId, version }: Pick<Concert, 'concertId' | 'version'>,
  values: FormValues,
  changed: readonly FieldPath[],
) {
  const { policy, ...all } = fieldsOf(values);
  const names = new Set(changed.map((path) => path.split('.')[0]));
  const limits = Object.entries(policy as Record<string, unknown>).filter(([name]) =>
    changed.some((path) => path === `policy.${name}`),
  );
  return updateInput.safeParse({
    concertId,
    version,
    ...Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name))),
    ...(limits.length > 0 && { policy: Object.fromEntries(limits) }),
  });
}

/** Maps the paths of issues to fields; a path that belongs to none is left out. */
export function fieldsWithIssues(
  issues: readonly { path: string | readonly PropertyKey[] }[],
): FieldPath[] {
  const paths = issues.map(({ path }) => (typeof path === 'string' ? path : path.join('.')));
  return fieldPaths.filter((field) =>
    paths.some((path) => path === field || path.startsWith(`${field}.`) || field === `${path}.ko`),
  );
}
