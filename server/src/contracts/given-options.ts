/**
 * Refuses what no compiler has checked and would fail later, and less clearly.
 * @throws TypeError that says what is wanted
 */
export function checkOptions(given: unknown): void {
  const { config, authenticate, merchant, log } = (given ?? {}) as Record<string, Record<string, unknown>>;
  if (typeof config?.logLevel !== 'string')
    throw new TypeError(
      'config 要用 loadConfig 的结果：createContractServer({ config: loadConfig(process.env) })。' +
        'config is what loadConfig returns: createContractServer({ config: loadConfig(process.env) }).',
    );
  if (authenticate !== undefined && typeof authenticate !== 'function')
    throw new TypeError(
      'authenticate 应为函数：(request) => ({ appId, openid }) 或 null。' +
        'authenticate is a function: (request) => ({ appId, openid }), or null.',
    );
  if (log !== undefined && typeof log?.write !== 'function')
    throw new TypeError(
      'log 应为有 write 方法的对象，例如 process.stdout。' +
        'log is an object with a method `write`, such as process.stdout.',
    );
  // One of them alone fails the events of the other, which can be sent again; none is a name that was misspelt.
  if (merchant !== undefined && !functions.some((name) => typeof merchant?.[name] === 'function'))
    throw new TypeError(
      `merchant 要有 ${functions.join(' 和 ')} 两个函数。merchant has the two functions ${functions.join(' and ')}.`,
    );
}

const functions = ['onContractSigned', 'onContractTerminated'];
