/** Measure how several processes of ours keep their times: nothing else runs beside them. */
const alone = 'e2e/processes/(unexpected-answers|killed|shutdown|rolling-restart)\\.test\\.ts$';

/** @type {import('jest').Config} */
const node = {
  displayName: 'node',
  testEnvironment: 'node',
  roots: [
    '<rootDir>/shared',
    '<rootDir>/server',
    '<rootDir>/simulator',
    '<rootDir>/phone',
    '<rootDir>/signing',
    '<rootDir>/miniprogram/src',
    '<rootDir>/e2e',
    '<rootDir>/tools',
  ],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', alone],
  transform: {
    '^.+\\.(m?[tj]s|tsx)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    node,
    '<rootDir>/miniprogram',
    {
      ...node,
      displayName: 'alone',
      roots: ['<rootDir>/e2e/processes'],
      testMatch: undefined,
      testRegex: [alone],
      testPathIgnorePatterns: ['/node_modules/'],
    },
  ],
  globalSetup: '<rootDir>/tools/jest/global-setup.ts',
  globalTeardown: '<rootDir>/tools/jest/global-teardown.ts',
  reporters: ['default', '<rootDir>/tools/jest/no-skips-in-ci.cjs'],
  // For what hangs. A wait of a test gives up after 60 s, and says for what it waited: however slow the machine, it comes first.
  testTimeout: 240_000,
  // Of `it.concurrent`: what waits for the server's own schedule waits together.
  maxConcurrency: 8,
  // Most tests wait for others more than they compute.
  maxWorkers: '100%',
};
