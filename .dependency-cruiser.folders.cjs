const { options } = require('./.dependency-cruiser.cjs');
/**
 * No cycle between folders. Tests are excluded: they are next to the code that they test, and
 * import folders above it.
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
