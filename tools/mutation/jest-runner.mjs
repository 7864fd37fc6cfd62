import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import TestRunner from 'jest-runner';

/** The file whose test noticed the mutant before: it is likely to notice the next. */
let lastToNotice = '';

/**
 * Stryker asks for the tests of a mutant by name, and jest would load every file to look for them; and go on after the
 * first that failed, which is all that Stryker wants to know. This runs only the files that have them, and stops there.
 */
export default class MutantTestRunner extends TestRunner {
  /**
   * @param {import('jest-runner').Config.GlobalConfig} globalConfig
   * @param {import('jest-runner').TestRunnerContext} context
   * @param {{names: string}} options names: a file where the first run, of all tests, writes which there are, by path
   */
  constructor(globalConfig, context, { names }) {
    super(globalConfig, context);
    this.wanted = globalConfig.testNamePattern ? new RegExp(globalConfig.testNamePattern, 'i') : undefined;
    this.names = names;
  }

  /**
   * @override
   * @type {TestRunner['runTests']}
   */
  async runTests(tests, watcher, options) {
    const { wanted } = this;
    /** @type {Record<string, string[]>} */
    const known = existsSync(this.names) ? JSON.parse(readFileSync(this.names, 'utf8')) : {};
    let failed = false;
    this.on('test-file-success', ([test, { testResults }]) => {
      failed = testResults.some(({ status }) => status === 'failed');
      known[test.path] = testResults.map(({ fullName }) => fullName);
    });
    this.on('test-file-failure', () => {
      failed = true;
    });
    const inOrder = [...tests].sort((a, b) => +(b.path === lastToNotice) - +(a.path === lastToNotice));
    for (const test of inOrder) {
      if (wanted && known[test.path]?.every((name) => !wanted.test(name))) continue;
      await super.runTests([test], watcher, options);
      if (wanted && failed) {
        lastToNotice = test.path;
        break;
      }
    }
    if (!wanted) writeFileSync(this.names, JSON.stringify(known));
  }
}
