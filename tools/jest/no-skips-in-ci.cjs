/**
 * @typedef {{testFilePath: string, testResults: {fullName: string, status: string}[]}} FileResult
 * @typedef {{numPendingTests: number, numTodoTests: number, numPendingTestSuites: number, testResults: FileResult[]}} RunResult
 */

/**
 * Jest reporter: a skipped or todo test fails the run when CI=true. A run that picks tests by
 * name (-t) skips the rest on purpose and is let pass.
 */
module.exports = class NoSkipsInCi {
  /** @type {Error | undefined} */
  #error;

  /** @param {{testNamePattern?: string}} globalConfig */
  constructor(globalConfig) {
    this.forbidden = process.env.CI === 'true' && !globalConfig.testNamePattern;
  }

  /**
   * @param {unknown} _contexts
   * @param {RunResult} results
   */
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests + results.numPendingTestSuites;
    if (!this.forbidden || skipped === 0) return;
    const names = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => `  ${testFilePath}: ${fullName}`),
    );
    this.#error = new Error(`CI=true allows no skipped tests:\n${names.join('\n')}`);
    process.stderr.write(`\n${this.#error.message}\n`);
  }

  /** Jest fails the run when a reporter has an error. */
  getLastError() {
    return this.#error;
  }
};
