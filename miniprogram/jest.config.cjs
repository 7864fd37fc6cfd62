/**
 * Hooks and pages (`*.test.tsx`), compiled as Taro compiles them. What needs no view (`*.test.ts`) runs with the
 * rest of the project.
 * @type {import('jest').Config}
 */
module.exports = {
  displayName: 'miniprogram',
  testEnvironment: 'jsdom',
  roots: ['<rootDir>/src', '<rootDir>/../signing/react'],
  testMatch: ['**/*.test.tsx'],
  transform: { '^.+\\.[tj]sx?$': ['babel-jest', { configFile: `${__dirname}/babel.config.cjs` }] },
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    '^@tarojs/taro$': '<rootDir>/test/fake-taro.ts',
    '^@tarojs/components$': '<rootDir>/test/fake-components.tsx',
    '\\.css$': '<rootDir>/test/no-style.ts',
  },
};
