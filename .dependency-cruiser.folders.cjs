const { options } = require('./.dependency-cruiser.cjs');
/**
 * Forbids import cycles between folders. The rule exempts tests, because a test beside its code may
 * import from higher folders.
 */
module.exports = {
  forbidden: [
    {
      name: 'no-folder-cycles',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: [...options.exclude.path, '\\.test\\.tsx?$'] } },
};
