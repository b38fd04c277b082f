const { options } = require('./.dependency-cruiser.cjs');
/** No cycle between folders. Tests are left out: they stand beside what they test, and import what stands above it. */
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
