// The rooms' arrows: who may import whom. Each rule says why in one sentence.
const room = (name) => `^src/${name}/`
const tests = '\\.test\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Code that goes in circles has no first line to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-imports-nothing',
      comment: 'The domain is pure functions: no SQL, no clock, no other room.',
      severity: 'error',
      from: { path: room('domain'), pathNot: tests },
      to: { pathNot: room('domain') },
    },
    {
      name: 'client-imports-nothing',
      comment: 'The client runs in browsers: nothing of the server goes with it.',
      severity: 'error',
      from: { path: room('client'), pathNot: tests },
      to: { path: '^src/', pathNot: room('client') },
    },
    {
      name: 'console-is-a-front-end',
      comment: 'The console has what every front end has: the client and the schema.',
      severity: 'error',
      from: { path: room('console') },
      to: { path: '^src/', pathNot: [room('console'), room('client')] },
    },
    {
      name: 'nobody-needs-the-console',
      comment: 'It is built and served as files: the server runs without it.',
      severity: 'error',
      from: { path: '^src/', pathNot: room('console') },
      to: { path: room('console') },
    },
    {
      name: 'kernel-knows-no-shop',
      comment: 'The kernel is mechanism: it knows no order and no SKU.',
      severity: 'error',
      from: { path: room('kernel'), pathNot: tests },
      to: { path: '^src/', pathNot: room('kernel') },
    },
    {
      name: 'write-knows-no-reader',
      comment: 'Commands never know which views exist, nor who asks.',
      severity: 'error',
      from: { path: room('write'), pathNot: tests },
      to: { path: '^src/', pathNot: [room('write'), room('kernel'), room('domain')] },
    },
    {
      name: 'tables-belong-to-their-module',
      comment: "Modules call each other's rules, never each other's tables.",
      severity: 'error',
      from: { path: '^src/write/([^/]+)/', pathNot: tests },
      to: { path: '^src/write/([^/]+)/tables\\.ts$', pathNot: '^src/write/$1/tables\\.ts$' },
    },
    {
      name: 'only-refresh-sees-the-write-tables',
      comment: 'A view meets the truth in its refresh alone; whoever loads sees view tables.',
      severity: 'error',
      from: { path: room('read'), pathNot: [tests, '/refresh\\.ts$'] },
      to: { path: room('write') },
    },
    {
      name: 'refresh-sees-tables-and-events-only',
      comment: 'A refresh recomputes from rows; it runs no rule of a command.',
      severity: 'error',
      from: { path: '^src/read/.*/refresh\\.ts$' },
      to: { path: room('write'), pathNot: '/(tables|events)\\.ts$' },
    },
    {
      name: 'read-stays-inside',
      comment: 'The read side is kernel, domain and itself.',
      severity: 'error',
      from: { path: room('read'), pathNot: tests },
      to: { path: '^src/', pathNot: [room('read'), room('write'), room('kernel'), room('domain')] },
    },
    {
      name: 'graphql-holds-no-sql',
      comment: 'The edge names things: it sees commands and loaders, no tables.',
      severity: 'error',
      from: { path: room('graphql'), pathNot: tests },
      to: { path: ['/tables?\\.ts$', '/refresh\\.ts$', '^node_modules/drizzle-orm'] },
    },
    {
      name: 'graphql-stays-inside',
      comment: 'The edge is above both sides and below the server.',
      severity: 'error',
      from: { path: room('graphql'), pathNot: tests },
      to: {
        path: '^src/',
        pathNot: [room('graphql'), room('read'), room('write'), room('kernel'), room('domain')],
      },
    },
    {
      name: 'http-serves-the-edge',
      comment: 'The server knows the schema and the mechanism; rules and rows are below it.',
      severity: 'error',
      from: { path: room('http'), pathNot: tests },
      to: { path: [room('write'), '/tables?\\.ts$', '/refresh\\.ts$'] },
    },
    {
      name: 'import-gives-commands',
      comment: 'Importing goes through dispatch and reads views; it never sees a table.',
      severity: 'error',
      from: { path: room('import'), pathNot: tests },
      to: { path: [room('write'), room('graphql'), room('http'), '/tables?\\.ts$', '/refresh\\.ts$'] },
    },
    {
      name: 'only-the-wiring-knows-networks',
      comment: 'Who moves money is asked over a network, and webhooks are told over one: only the wiring brings it in.',
      severity: 'error',
      from: {
        path: '^src/[^/]+/',
        pathNot: [room('payments'), room('webhooks'), room('workers'), room('command-line'), room('testing'), tests],
      },
      to: { path: [room('payments'), room('webhooks'), '^node_modules/stripe'] },
    },
    {
      name: 'webhooks-tell-facts',
      comment: 'Who is told is read from a view, and what from the log of facts: it sees no table.',
      severity: 'error',
      from: { path: room('webhooks'), pathNot: tests },
      to: {
        path: '^src/',
        pathNot: [
          room('webhooks'),
          room('kernel'),
          '^src/read/webhook/load\\.ts$',
          '^src/write/events\\.ts$',
          '^src/write/webhooks/events\\.ts$',
        ],
      },
    },
    {
      name: 'payments-react-to-facts',
      comment: 'A provider is asked because of a fact, and answered by a command: it sees no table.',
      severity: 'error',
      from: { path: room('payments'), pathNot: tests },
      to: {
        path: '^src/',
        pathNot: [room('payments'), room('kernel'), room('domain'), '^src/write/payments/events\\.ts$'],
      },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'What runs a shop never needs what tests it.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, room('testing')] },
      to: { path: room('testing') },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
}
