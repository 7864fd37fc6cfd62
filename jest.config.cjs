/** Start processes of their own, or take more than 5 s, mostly in waiting for what time brings: no part of `npm run unit`. */
const slow = [
  'server/src/store/(check-redis-servers|claims-late|connect|connect-faults)',
  'server/src/(contracts/requests/reports|jobs/jobs|jobs/queries-again|wechat/code2session-late|wechatpay/(keys|transport))',
  'signing/core/random',
  'simulator/src/(index|notifier|weight|control/events)',
  'tools/(.+/)?(build|bundle|dev-build|hunt|import-directions|install|lock|pack|processes|redis)',
  'bench/(bare/honest|monitor/waits)',
].map((path) => `/${path}\\.test\\.ts$`);

/** Measure how several processes of ours keep their times: nothing else runs beside them. */
const alone =
  '/e2e/processes/(unexpected-answers|killed|shutdown|rolling-restart|live-merchant)\\.test\\.ts$';

/** Need a browser, and keep every processor busy. */
const browser = '/e2e/phone/.+\\.test\\.ts$';

/** Install packages of others, or need their programs: `npm run test:doors`. */
const doors = '/e2e/doors/.+\\.test\\.ts$';

const notOurs = ['/node_modules/', '/dist/'];

/** @type {import('jest').Config} */
const node = {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.(m?[tj]s|tsx)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

const rooms = ['shared', 'server', 'simulator', 'phone', 'signing', 'miniprogram/src', 'tools', 'bench'].map(
  (folder) => `<rootDir>/${folder}`,
);

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    { ...node, displayName: 'unit', roots: rooms, testPathIgnorePatterns: [...notOurs, ...slow] },
    '<rootDir>/miniprogram',
    {
      ...node,
      displayName: 'slow',
      roots: rooms,
      testMatch: undefined,
      testRegex: slow,
      testPathIgnorePatterns: notOurs,
    },
    {
      ...node,
      displayName: 'e2e',
      roots: ['<rootDir>/e2e'],
      testPathIgnorePatterns: [...notOurs, browser, alone, doors],
    },
    { ...node, displayName: 'browser', roots: ['<rootDir>/e2e/phone'], testPathIgnorePatterns: notOurs },
    {
      ...node,
      displayName: 'alone',
      roots: ['<rootDir>/e2e/processes'],
      testMatch: undefined,
      testRegex: [alone],
      testPathIgnorePatterns: notOurs,
    },
    { ...node, displayName: 'doors', roots: ['<rootDir>/e2e/doors'], testPathIgnorePatterns: notOurs },
  ],
  globalSetup: '<rootDir>/tools/jest/global-setup.ts',
  globalTeardown: '<rootDir>/tools/jest/global-teardown.ts',
  testSequencer: '<rootDir>/tools/jest/longest-first.mjs',
  reporters: ['default', '<rootDir>/tools/jest/no-skips-in-ci.cjs'],
  // With `--coverage`: the least that the units alone have to walk through, in percent. By hand, it doubles their time.
  collectCoverageFrom: ['server/src/**/*.ts', '!**/*.test.ts'],
  coverageThreshold: { './server/src/': { lines: 90, branches: 85 } },
  coverageReporters: ['text'],
  // For what hangs. A wait of a test gives up long before, and says for what it waited.
  testTimeout: 4 * Number(process.env.TEST_PATIENCE_MS ?? 60_000),
  // Of `it.concurrent`: what waits for the server's own schedule waits together.
  maxConcurrency: 8,
  // Most tests wait for others more than they compute.
  maxWorkers: '100%',
};
