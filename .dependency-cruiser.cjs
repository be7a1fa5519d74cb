/**
 * The layers of the program as rules: imports go down only. One rule per arrow; its comment says what to do instead.
 *
 *   L5  main.ts app.ts cli/
 *   L4  sources channels store queue journal http web config metrics heartbeat oidc clock log
 *   L3  engine/
 *   L2  ports.ts, ports-<room>.ts
 *   L1  pipeline/
 *   L0  domain/
 */
const CLOCK_OR_LOG = '(clock|log)(/|[-.])';
const ADAPTERS = '^src/(sources|channels|store|queue|journal|http|web|config|metrics|heartbeat|oidc|clock|log)(/|[-.])';
const ENTRY = '^src/(main\\.ts$|app\\.ts$|app/|cli/)';
const NPM = '(^|/)node_modules/';

/** `from` may import, of our own files, only what `allowed` matches. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
});

/** The npm package is known to the folders that match `homes` and to nothing else. */
const vendor = (npmName, homes, comment) => ({
  name: `${npmName.replace(/[^a-z0-9]+/gi, '-').replace(/^-/, '')}-at-home`,
  severity: 'error',
  comment,
  from: { path: '^src/', pathNot: homes },
  to: { path: `${NPM}${npmName}/` },
});

/** One adapter room imports of our files itself, the layers below, and `extra`. */
const room = (name, extra = []) => {
  const below = ['^src/domain/', '^src/pipeline/', '^src/ports[^/]*\\.ts$'];
  return only(
    `${name}-stands-alone`,
    `^src/${name}(/|[-.])`,
    [`^src/${name}(/|[-.])`, ...below, ...extra],
    `${name} is an adapter: it may import domain, pipeline and ports. Anything else comes in as a parameter from app.ts.`,
  );
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or share a third below them. Move the shared part down.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nobody imports this file and it imports nobody: delete it or wire it in app.ts.',
      from: { orphan: true, path: '^src/', pathNot: '^src/main\\.ts$' },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'The import does not lead to a file or an installed package. Imports end in .js.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-packages-in-src',
      severity: 'error',
      comment: 'The package is only a devDependency (or none of ours): it is missing in production.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      comment: 'The program does not know its tests, its demo or its scripts.',
      from: { path: '^src/' },
      to: { path: '^(test|demo|bench|scripts)/' },
    },

    only('domain-knows-only-domain', '^src/domain/', '^src/domain/', 'L0: nouns import nouns. Move the logic up.'),
    {
      name: 'domain-packages',
      severity: 'error',
      comment: 'L0 may use zod and node:crypto, nothing else from outside.',
      from: { path: '^src/domain/' },
      to: { path: [NPM, '^[a-z0-9_/]+$'], pathNot: [`${NPM}zod/`, '^crypto$'] },
    },
    only(
      'pipeline-imports-down',
      '^src/pipeline/',
      ['^src/pipeline/', '^src/domain/'],
      'L1: a stage is a pure function of values. What it needs of the outside is a parameter; `now` too.',
    ),
    {
      name: 'pipeline-packages',
      severity: 'error',
      comment: 'L1 may use zod, re2js, Temporal and node:crypto. IO belongs into an adapter behind a port.',
      from: { path: '^src/pipeline/' },
      to: {
        path: [NPM, '^[a-z0-9_/]+$'],
        pathNot: [`${NPM}(zod|re2js|temporal-polyfill|temporal-spec|temporal-utils)/`, '^crypto$'],
      },
    },
    only(
      'ports-import-down',
      '^src/ports[^/]*\\.ts$',
      ['^src/ports[^/]*\\.ts$', '^src/domain/', '^src/pipeline/'],
      'L2: ports speak of domain and pipeline types only, never of an adapter or its vendor.',
    ),
    {
      name: 'ports-packages',
      severity: 'error',
      comment: 'L2: a port is an interface in our own words; a vendor type here binds the engine to the vendor.',
      from: { path: '^src/ports[^/]*\\.ts$' },
      to: { path: [NPM, '^[a-z0-9_/]+$'] },
    },
    only(
      'engine-imports-down',
      '^src/engine/',
      ['^src/engine/', '^src/ports[^/]*\\.ts$', '^src/pipeline/', '^src/domain/'],
      'L3: a use case reaches the outside through ports.ts only.',
    ),
    {
      name: 'engine-packages',
      severity: 'error',
      comment: 'L3 may use zod and node:crypto. IO goes through a port.',
      from: { path: '^src/engine/' },
      to: { path: [NPM, '^[a-z0-9_/]+$'], pathNot: [`${NPM}zod/`, '^crypto$'] },
    },

    ...[
      'sources',
      'channels',
      'store',
      'queue',
      'journal',
      'web',
      'config',
      'metrics',
      'heartbeat',
      'oidc',
      'clock',
      'log',
    ].map((name) => room(name)),
    room('http', ['^src/web/', '^src/engine/']),
    // swc does not tell `import type` from `import`: that http takes only types of engine is checked in test/architecture.test.ts.
    {
      name: 'one-source-one-folder',
      severity: 'error',
      comment: 'A source does not know another source. Shared parsing lies in sources/ itself.',
      from: { path: '^src/sources/([^/]+)/' },
      to: { path: '^src/sources/[^/]+/', pathNot: '^src/sources/$1/' },
    },
    {
      name: 'one-channel-one-folder',
      severity: 'error',
      comment: 'A channel does not know another channel. Falling back is decided in pipeline/deliver.',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'adapters-are-built-in-app',
      severity: 'error',
      comment: 'L5 is on top: nothing below imports an entry point.',
      from: { path: '^src/', pathNot: ENTRY },
      to: { path: ENTRY },
    },
    {
      name: 'main-starts-app',
      severity: 'error',
      comment:
        'Only app.ts builds engine use cases and adapters together; main.ts starts it with config, clock and log.',
      from: { path: '^src/main\\.ts$' },
      to: { path: ['^src/engine/', ADAPTERS], pathNot: ['^src/config/', `^src/${CLOCK_OR_LOG}`] },
    },

    vendor('express', '^src/http/', 'Express is the business of http/.'),
    vendor('bullmq', '^src/queue/', 'BullMQ is the business of queue/: elsewhere use the wake port.'),
    vendor(
      'ioredis',
      '^src/(store|queue)/',
      'Redis is the business of store/ and queue/: elsewhere use the ledger ports.',
    ),
    vendor('twilio', '^src/channels/sms/', 'Twilio is the business of channels/sms/.'),
    vendor('nodemailer', '^src/channels/email/', 'Nodemailer is the business of channels/email/.'),
    vendor('@asteasolutions/zod-to-openapi', '^src/http/', 'OpenAPI is generated in http/.'),
    vendor('pino', '^src/log(/|[-.])', 'Log through the Log port.'),
    vendor('prom-client', '^src/metrics(/|[-.])', 'Count through the Metrics port.'),
    vendor('yaml', '^src/config/', 'YAML is read in config/ only.'),
    vendor(
      'undici',
      '^src/(channels/sms|sources/icinga/api|heartbeat|cli)/',
      "undici serves the SMS provider, Icinga's API, the heartbeat and the CLI; elsewhere take a fetch port.",
    ),
    vendor('jose', '^src/oidc/', 'Tokens of an identity provider are read in oidc/.'),
    vendor('commander', '^src/cli/', 'Arguments are parsed in cli/.'),
    {
      name: 'restrict-fs-access',
      severity: 'error',
      comment:
        'Files are touched by config (rules), store (own Redis), journal, cli and app.ts only: take the content as a parameter.',
      from: { path: '^src/', pathNot: '^src/(config/|store/|journal/|cli/|app\\.ts$|app/|main\\.ts$)' },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'restrict-child-processes',
      severity: 'error',
      comment: 'Programs are started by store/ (own Redis) and cli/ (`maintenance run`) only.',
      from: { path: '^src/', pathNot: '^src/(store|cli)/' },
      to: { path: '^(node:)?(child_process|cluster|worker_threads)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
