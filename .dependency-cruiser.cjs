// Layers of the server, from top to bottom. A file may import only from its own layer and from
// lower layers. The test scripts/boundaries.test.ts checks that each rule reports a violation.
const rooms =
  'account|admin|audit|catalog|concert|door|export|gift|history|live|mail|people|payment|poster|' +
  'privacy|queue|reservation|seat-plan|seating|staff|ticket|ticket-files|waitlist|wallet';
const foundations = 'config|database|errors|fees|generated|rate-limit|redis|revocation|schema';
const layers = ['instance|http|pages', 'rest|trpc', 'request', rooms, foundations];
const isTest = '\\.test\\.tsx?$';
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    ...layers.slice(1).map((layer, below) => ({
      name: `no-arrow-up-from-${layer.split('|')[0]}`,
      severity: 'error',
      from: { path: `^server/(${layer})/`, pathNot: isTest },
      to: { path: `^server/(${layers.slice(0, below + 1).join('|')}|main)[/.]` },
    })),
    {
      name: 'one-door',
      comment:
        'Other rooms import a room only through server/<room>/<room>.ts or its schemas. Each room ' +
        'writes audit entries through server/admin/audit-log.ts.',
      severity: 'error',
      from: { path: `^server/(${rooms})/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: `^server/(${rooms})/`,
        pathNot: [
          '^server/$1/',
          '^server/([^/]+)/\\1(\\.schema)?\\.ts$',
          // Every room writes the audit log, and server/admin/admin.ts imports some of these rooms.
          '^server/admin/audit-log\\.ts$',
        ],
      },
    },
    {
      name: 'rooms-know-no-transport',
      severity: 'error',
      from: { path: `^server/(${rooms}|${foundations})/`, pathNot: isTest },
      to: { path: '^node_modules/(@trpc|next|react)/' },
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
        path: `^server/(${rooms}|${foundations}|http|pages|instance|rest)/`,
        pathNot: ['\\.schema\\.ts$', '^server/rest/document\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'production-imports-no-tests',
      severity: 'error',
      from: { path: '^(app|components|server)/', pathNot: isTest },
      to: { path: ['^(tests|e2e|bench)/', isTest] },
    },
    {
      name: 'server-runs-without-scripts',
      severity: 'error',
      from: { path: '^(app|components|server)/', pathNot: isTest },
      to: { path: '^scripts/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^\\.next/', '^server/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
