// Lint rules of this project, in the form of an ESLint plugin.

const clock = 'Take the time as an argument, or from the clock of the database or of Redis.';

const isDate = (node) => node.type === 'Identifier' && node.name === 'Date';

/** Refuses `Date.now()` and `new Date()`. */
const noBareClock = {
  create: (context) => ({
    CallExpression(node) {
      const { callee } = node;
      if (
        callee.type === 'MemberExpression' &&
        isDate(callee.object) &&
        callee.property.name === 'now'
      )
        context.report({ node, message: clock });
    },
    NewExpression(node) {
      if (isDate(node.callee) && node.arguments.length === 0)
        context.report({ node, message: clock });
    },
  }),
};

/** Refuses `export * from`. */
const noExportAll = {
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, message: 'List the exported names.' }),
  }),
};

/** Refuses a `catch` without a parameter. */
const noUnboundCatch = {
  create: (context) => ({
    CatchClause(node) {
      if (node.param === null) context.report({ node, message: 'Bind the error and handle it.' });
    },
  }),
};

export default {
  meta: { name: 'jari' },
  rules: {
    'no-bare-clock': noBareClock,
    'no-export-all': noExportAll,
    'no-unbound-catch': noUnboundCatch,
  },
};
