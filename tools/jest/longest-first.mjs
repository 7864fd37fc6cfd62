import { createRequire } from 'node:module';

/** @type {new (options: unknown) => { sort(tests: object[]): Test[] }} */
const Sequencer = createRequire(import.meta.url)('@jest/test-sequencer').default;

/** @typedef {{ path: string, duration?: number }} Test as jest's own sequencer leaves it */

/** Take half a minute and more, most of it in waiting, though some are short to read. */
const long =
  /\/(e2e\/(demo\/demo|deadlines|login-limit|slow-connections|wechatpay-answers|lift\/taro|phone\/foreign\/taro|processes\/(build|dev-weapp|ended|env-file|events-command|killed|npm-start|shutdown|start|theirs))|server\/src\/store\/connect)\.test\.ts$/;

/**
 * Jest knows how long a file took the last time. Where it has not run yet, in CI, jest goes by the length of its text, and a short one that
 * takes long has everybody wait for it at the end.
 */
export default class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {object[]} tests
   */
  sort(tests) {
    const sorted = super.sort(tests);
    const isUnknown = (/** @type {Test} */ { path, duration }) =>
      duration === undefined && long.test(path.replaceAll('\\', '/'));
    return [...sorted.filter(isUnknown), ...sorted.filter((test) => !isUnknown(test))];
  }
}
