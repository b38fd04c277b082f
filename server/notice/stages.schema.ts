// Without zod, which the page of the choices would load.

/** Ways in which a notice reaches a person. */
export const channels = ['EMAIL', 'PUSH'] as const;

/** Stages of the contract. A refund belongs to its booking. */
export const stages = [
  'turn',
  'soon',
  'offer',
  'hold',
  'change',
  'booking',
  'gift',
  'reminder',
  'open',
] as const;
