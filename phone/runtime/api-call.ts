import { type Core, jsonSafe } from './core';

export type Options = Record<string, unknown>;

/** `fail` is what comes after `name:fail ` in `errMsg`; `tapped`: what is called back may do what needs a tap, until it returns. */
export type ApiResult = { ok: object; tapped?: boolean } | { fail: string; errno?: number };
export type Reply = (result: ApiResult) => void;

/**
 * An asynchronous function of `wx`: success or fail, then complete, in a later turn; without any of the three it returns a promise.
 * A repeated reply is ignored.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/api.html
 */
export function asyncApi(core: Core, name: string, body: (options: Options, reply: Reply) => void) {
  return (input?: unknown): unknown => {
    const options = asOptions(input);
    const reply = startCall(core, name, options);
    if (hasCallback(options)) {
      body(
        options,
        reply((result) => callBack(core, options, result)),
      );
      return undefined;
    }
    return new core.ports.realm.Promise((resolve, reject) => {
      body(
        options,
        reply((result) => (failed(result) ? reject(result) : resolve(result))),
      );
    });
  };
}

/** The same for the functions that return a task (`wx.request`): these never return a promise. */
export function taskApi<Task>(
  core: Core,
  name: string,
  body: (options: Options, reply: Reply) => Task,
): (input?: unknown) => Task {
  return (input) => {
    const options = asOptions(input);
    return body(
      options,
      startCall(core, name, options)((result) => callBack(core, options, result)),
    );
  };
}

/** A function of `wx` that answers at once. Exceptions are logged, and thrown as the app's own kind of Error. */
export function syncApi<Values extends unknown[], Result>(
  core: Core,
  name: string,
  body: (...values: Values) => Result,
) {
  return (...values: Values): Result => {
    const id = core.nextCallId();
    core.log({ type: 'call', id, name, params: values.map(jsonSafe) });
    try {
      const result = body(...values);
      core.log({ type: 'result', id, name, errMsg: `${name}:ok` });
      return result;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      core.log({ type: 'result', id, name, errMsg: message });
      throw new core.ports.realm.Error(message);
    }
  };
}

interface Result extends Record<string, unknown> {
  errMsg: string;
}

function startCall(core: Core, name: string, options: Options) {
  const id = core.nextCallId();
  core.log({ type: 'call', id, name, params: jsonSafe(options) });
  return (settle: (result: Result) => void): Reply => {
    let answered = false;
    return (outcome) => {
      if (answered) return;
      answered = true;
      const result = toResult(name, outcome);
      core.log({ type: 'result', id, name, errMsg: result.errMsg, result: jsonSafe(result) });
      core.run.deliverLater(() => {
        core.inTap = 'ok' in outcome && outcome.tapped === true;
        settle(shallowGive(core, result));
        core.inTap = false;
      });
    };
  };
}

function toResult(name: string, outcome: ApiResult): Result {
  if ('ok' in outcome) return { ...outcome.ok, errMsg: `${name}:ok` };
  const errMsg = `${name}:fail ${outcome.fail}`;
  return outcome.errno === undefined ? { errMsg } : { errMsg, errno: outcome.errno };
}

/** An object of the app's world; members may be bytes or the like, which JSON would lose. */
function shallowGive(core: Core, result: Result): Result {
  return Object.assign(core.give({}) as Result, result);
}

function callBack(core: Core, options: Options, result: Result): void {
  const callback = failed(result) ? options.fail : options.success;
  if (typeof callback === 'function') core.run.deliver(() => callback(result));
  const { complete } = options;
  if (typeof complete === 'function') core.run.deliver(() => complete(result));
}

function failed(result: Result): boolean {
  return /^\w+:fail/.test(result.errMsg);
}

function hasCallback(options: Options): boolean {
  return [options.success, options.fail, options.complete].some((callback) => typeof callback === 'function');
}

function asOptions(input: unknown): Options {
  return typeof input === 'object' && input !== null ? (input as Options) : {};
}
