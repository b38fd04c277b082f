import { findPeopleInput, personInput } from '../../../people/people.schema.ts';
import { findPeople, personOf, type Sight } from '../../../people/people.ts';
import { type Grant, scopeOf } from '../../../staff/staff.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

const readers = ['SUPPORT', 'AUDITOR'] as const;

const sightOf = (grants: readonly Grant[]): Sight => ({
  readable: scopeOf(grants, readers) ?? [],
  managed: scopeOf(grants, ['MANAGER']) ?? [],
});

/** Both limit themselves to the concerts of the caller's grants, because a person has no concert. */
export const peopleRouter = router({
  find: staff(readers, findPeopleInput).query(({ ctx, input }) =>
    findPeople(ctx, input, sightOf(ctx.grants)),
  ),
  get: staff(readers, personInput).query(({ ctx, input }) =>
    personOf(ctx, ctx.userId, input, {
      ...sightOf(ctx.grants),
      revealable: scopeOf(ctx.grants, ['SUPPORT']) ?? [],
    }),
  ),
});
