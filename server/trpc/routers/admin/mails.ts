import { deadLetters } from '../../../mail/mail.ts';
import { noInput } from '../../../schema/ids.schema.ts';
import { router } from '../../init.ts';
import { staff } from '../../procedures.ts';

export const mailsRouter = router({
  /** The newest mails that could not be sent, without the names in their addresses. */
  dead: staff(['SUPPORT', 'AUDITOR'], noInput).query(({ ctx }) => deadLetters(ctx.db)),
});
