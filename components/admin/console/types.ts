import type { Outputs } from '../../api.ts';

export type Overview = Outputs['admin']['overview'];
export type ConsoleConcert = Outputs['admin']['concerts']['get'];
