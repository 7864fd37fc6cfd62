import { placeMark } from './wxml-source';

/** What stands in `templateFaults`: what was thrown while templates were drawn or modules of WXS loaded, and where. */
export interface TemplateFault {
  error: unknown;
  /** `pages/a/a.wxml:3`, the call in an expression; absent: a module, as it was loaded. */
  place?: string;
}

/** Lines of the templates' script that are a file's own: from, to, the file, and its line there. */
export type ModulePlace = readonly [first: number, last: number, path: string, line: number];

/**
 * What the compiled templates call, in place of what the compiler has for it. A call that throws costs its own value, which is undefined
 * then, as in WeChat; a module of WXS that throws is what it had exported by then. `null` in a text is `null`, as WeChat's compiler has it.
 */
export const wxmlRuntime = `
var faults = globalThis.templateFaults = [];
var typeWord = function (value) {
  'use strict';
  if (value !== null && typeof value === 'object' && Object.prototype.hasOwnProperty.call(value, 'constructor')) return value.constructor;
  return value.constructor && Object.prototype.toString.call(value).slice(8, -1);
};
var getRegExp = function (pattern, flags) { return new RegExp(pattern, flags) };
var getDate = function () {
  return arguments.length === 0 ? new Date() : new (Function.prototype.bind.apply(Date, [null].concat([].slice.call(arguments))))()
};
Y = function (value) { return value === undefined ? '' : String(value) };
P = function (called) {
  'use strict';
  return function () {
    var given = [].slice.call(arguments), place = given[given.length - 1];
    place = typeof place === 'string' && place.slice(0, ${placeMark.length}) === '${placeMark}' ? given.pop().slice(${placeMark.length}) : undefined;
    try {
      if (typeof called === 'function') return called.apply(undefined, given);
      throw new TypeError('what is called here is not a function');
    } catch (error) {
      faults.push({ error: error, place: place });
    }
  };
};
D = (function () {
  'use strict';
  var modules = Object.create(null);
  function load(name) {
    var module = modules[name];
    if (module.loaded) return module.exports;
    module.loaded = true;
    try {
      module.loader.call(undefined, function (path) { return requireFrom(name, path) }, module.exports, module);
    } catch (error) {
      faults.push({ error: error });
    }
    return module.exports;
  }
  function requireFrom(name, path) {
    var steps = path.charAt(0) === '/' ? [] : name.replace(/#.*/, '').split('/').slice(0, -1);
    path.replace(/\\.wxs$/, '').split('/').forEach(function (step) {
      if (step === '..') steps.pop();
      else if (step !== '.' && step !== '') steps.push(step);
    });
    var wanted = steps.join('/');
    if (!modules[wanted]) throw new Error("require('" + path + "'): there is no " + wanted + '.wxs');
    return load(wanted);
  }
  return function (name, loader) {
    modules[name] = { exports: {}, loader: loader, loaded: false };
    return function () { return load(name) };
  };
})();
`;
