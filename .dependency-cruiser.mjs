// Who may import whom ("Direction" in CONTRIBUTING.md), so that the boundaries hold without anybody watching.
// Read by `npm run check:boundaries`. TypeScript 7 has no JavaScript API: @swc/core reads the sources instead.

/** A part of any service, such as `domain`: `$1` is the service. */
const part = names => `^services/([^/]+)/src/(${names})/`;
const embeddedBroker = String.raw`^services/broker/src/(composition|config|in-process-bus)\.ts$`;
const tests = String.raw`(\.test\.tsx?$|/(test|e2e)/)`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one thought in two places: neither can be loaded or tested alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere would also slip past every rule below.',
      severity: 'error',
      from: {},
      // Its condition `source` names files that are not in the package.
      to: { couldNotResolve: true, pathNot: '^react-aria-components$' },
    },
    {
      name: 'declared-dependencies',
      comment: 'Each package names what it uses in its own package.json, or it works by the luck of hoisting.',
      severity: 'error',
      from: { path: '^(packages|services|launcher|web/src)/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'services-apart',
      comment: 'Services tell each other things through events alone; what they share is a contract.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/', pathNot: tests },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'tests-of-services-apart',
      comment:
        'A test that needs another service belongs to the acceptance suite. The broker alone stands in as an engine.',
      severity: 'error',
      from: { path: '^(?:services/([^/]+)|packages/(?:testing|chaos))/' },
      to: { path: '^services/', pathNot: ['^services/$1/', embeddedBroker] },
    },
    {
      name: 'services-before-launcher',
      comment: 'The launcher knows the services; a service does not know what starts it.',
      severity: 'error',
      from: { path: '^(services|packages)/' },
      to: { path: '^(launcher|acceptance)/' },
    },
    {
      name: 'launcher-takes-compositions',
      comment:
        'The one-process shape composes services as their own main does; their insides are none of its business.',
      severity: 'error',
      from: { path: '^launcher/' },
      to: {
        path: '^services/',
        pathNot: [String.raw`^services/[^/]+/src/(composition|config)\.ts$`, embeddedBroker],
      },
    },
    {
      name: 'acceptance-is-a-user',
      comment: 'The acceptance suite knows the system by its addresses and contracts, as any client does.',
      severity: 'error',
      from: { path: '^acceptance/' },
      to: { path: '^(services|launcher|packages/(service-kit|transfer))/' },
    },
    {
      name: 'contracts-on-zod-alone',
      comment: 'Contracts are read by the server, the browser and other programs: they bring nothing along.',
      severity: 'error',
      from: { path: '^packages/contracts/src/', pathNot: tests },
      to: { pathNot: ['^packages/contracts/src/', '^node_modules/zod/'] },
    },
    {
      name: 'note-merge-on-nothing',
      comment: 'Server and browser must merge alike: nothing that differs between the two may get in.',
      severity: 'error',
      from: { path: '^packages/note-merge/src/', pathNot: tests },
      to: { pathNot: '^packages/note-merge/src/' },
    },
    {
      name: 'transfer-runs-in-the-browser',
      comment:
        'Archives are read in the browser and on the command line alike: no Node.js built-ins, no more packages.',
      severity: 'error',
      from: { path: '^packages/transfer/src/', pathNot: tests },
      to: { pathNot: ['^packages/(transfer|contracts|note-merge)/src/', '^node_modules/(zod|@zip[.]js/zip[.]js)/'] },
    },
    {
      name: 'kit-knows-no-service',
      comment: 'The kit is what three services need alike; a word of one of them in it would tie all to that one.',
      severity: 'error',
      from: { path: '^packages/service-kit/', pathNot: tests },
      to: { path: '^(services|launcher|packages)/', pathNot: '^packages/(service-kit|contracts)/' },
    },
    {
      name: 'testing-only-in-tests',
      comment: 'What helps a test must not run in production.',
      severity: 'error',
      from: { path: '^(packages|services|launcher)/', pathNot: [tests, '^packages/(testing|chaos)/'] },
      to: { path: '^packages/(testing|chaos)/' },
    },
    {
      name: 'adapters-chosen-by-composition',
      comment: 'One file says which engine stands behind which port; anything else would bind the rules to an engine.',
      severity: 'error',
      from: {
        path: '^services/([^/]+)/src/',
        pathNot: [String.raw`^services/[^/]+/src/composition\.ts$`, part('adapters'), tests],
      },
      to: { path: part('adapters') },
    },
    {
      name: 'main-stays-small',
      comment:
        'main.ts reads the config, composes and runs. What else it did could not be tested in a process of its own.',
      severity: 'error',
      from: { path: String.raw`^services/([^/]+)/src/main\.ts$` },
      to: {
        pathNot: [
          String.raw`^services/$1/src/(composition|config)\.ts$`,
          '^packages/service-kit/src/(run-service|read-config)[.]ts$',
        ],
      },
    },
    {
      name: 'composition-is-the-root',
      comment: 'Everything is wired once, at the top: nothing below may reach for the wiring.',
      severity: 'error',
      from: {
        path: '^services/([^/]+)/src/',
        pathNot: [String.raw`/src/(main|composition|in-process-bus)\.ts$`, tests],
      },
      to: { path: String.raw`^services/[^/]+/src/(main|composition)\.ts$` },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Rules take time, ids and data as arguments, so that they can be read and tested without anything around them.',
      severity: 'error',
      from: { path: part('domain'), pathNot: tests },
      to: {
        path: [
          part('http|events|adapters|use-cases'),
          '^services/[^/]+/src/(ports|config)[.]ts$',
          '^node_modules/(express|undici|@photostructure)/',
        ],
      },
    },
    {
      name: 'use-cases-know-no-edge',
      comment: 'A use case is the same whether a request or an event asks for it.',
      severity: 'error',
      from: { path: part('use-cases'), pathNot: tests },
      to: {
        path: [part('http|events|adapters'), '^node_modules/express/', '^packages/service-kit/src/http-app[.]ts$'],
      },
    },
    {
      name: 'adapters-serve-ports',
      comment: 'An adapter does what a port asks. The one exception is the log without HTTP between.',
      severity: 'error',
      from: { path: part('adapters'), pathNot: [tests, '^services/broker/src/adapters/direct-event-log[.]ts$'] },
      to: { path: part('http|events|use-cases') },
    },
    {
      name: 'edges-apart',
      comment: 'Requests and events enter side by side; what both need is a use case.',
      severity: 'error',
      from: { path: part('http'), pathNot: tests },
      to: { path: part('events') },
    },
    {
      name: 'web-data-without-react',
      comment: 'What is stored and sent does not depend on how it is shown; so it is tested without a browser.',
      severity: 'error',
      from: { path: '^web/src/data/', pathNot: tests },
      to: { path: ['^web/src/(app|features|parts|state|ui|messages)/', '^node_modules/(react|react-dom|wouter)/'] },
    },
    {
      name: 'web-ui-without-data',
      comment: 'A primitive of the interface is given what it shows.',
      severity: 'error',
      from: { path: '^web/src/ui/', pathNot: tests },
      to: { path: '^web/src/(app|features|parts|state|data)/' },
    },
    {
      name: 'web-features-apart',
      comment: 'Features meet in the application alone; what two of them need is state, data or a primitive.',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/', pathNot: tests },
      to: { path: '^web/src/(app|features)/', pathNot: '^web/src/features/$1/' },
    },
    {
      name: 'web-parts-below-features',
      comment: 'A part is what several features show; it belongs to none of them.',
      severity: 'error',
      from: { path: '^web/src/(parts|state)/', pathNot: tests },
      to: { path: '^web/src/(app|features)/' },
    },
    {
      name: 'web-is-a-client',
      comment: 'The browser knows the system by its API, and shares pure packages with it.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(services|launcher|packages)/', pathNot: '^packages/(contracts|note-merge|transfer|testing)/' },
    },
    {
      name: 'express-in-one-place',
      comment:
        'Requests are parsed and actors identified by the kit alone; so no handler can read an actor from a request.',
      severity: 'error',
      from: { pathNot: String.raw`^packages/service-kit/src/http-app\.ts$` },
      to: { path: '^node_modules/(@types/)?express/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
