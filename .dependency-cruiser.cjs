/** The rooms and their doors. A planted violation of each rule is tried in scripts/boundaries.test.ts. */
const rooms = 'catalog|queue|seating|wallet|payment|reservation|ticket|admin|account|audit';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'one-door',
      comment: 'Another room enters by server/<room>/<room>.ts, its schemas or (for the tRPC root) its router.',
      severity: 'error',
      from: { path: `^server/(${rooms})/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^server/(${rooms})/`, pathNot: ['^server/$1/', '^server/([^/]+)/\\1(\\.schema)?\\.ts$'] },
    },
    {
      name: 'domain-knows-no-transport',
      severity: 'error',
      from: { path: `^server/(${rooms})/`, pathNot: '\\.(router|test)\\.ts$' },
      to: { path: '^(server/(trpc|front|rest)/|node_modules/(@trpc|next|react)/)' },
    },
    {
      name: 'schemas-are-leaves',
      severity: 'error',
      from: { path: '^server/.*\\.schema\\.ts$' },
      to: { pathNot: ['\\.schema\\.ts$', '^node_modules/zod/'] },
    },
    {
      name: 'browser-sees-types-and-schemas-only',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^server/', pathNot: '\\.schema\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-enter-through-trpc',
      severity: 'error',
      from: { path: '^app/', pathNot: '^app/api/' },
      to: {
        path: `^(server/(${rooms}|front|testing)/|server/(db|redis)\\.ts)`,
        pathNot: '\\.schema\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'production-imports-no-tests',
      severity: 'error',
      from: { path: '^(app|components|server)/', pathNot: ['\\.test\\.tsx?$', '^server/testing/', '^server/[^/]+/testing/'] },
      to: { path: ['^server/testing/', '^server/[^/]+/testing/', '\\.test\\.tsx?$', '^e2e/'] },
    },
    {
      name: 'server-runs-without-scripts',
      severity: 'error',
      from: { path: '^(app|components|server)/', pathNot: ['\\.test\\.ts$', '^server/testing/', '^server/[^/]+/testing/'] },
      to: { path: '^scripts/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^\\.next/', '^server/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
