import vm from 'node:vm';
import { absentGlobals } from '../globals';
import type { Realm } from '../ports';

/** A fresh JavaScript world without anything of Node's, of the web's, and without what else WeChat lacks. */
export function createVmRealm(): Realm {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const run = (code: string): unknown => vm.runInContext(code, context);
  run(`for (const name of ${JSON.stringify(absentGlobals)}) delete globalThis[name];`);
  return {
    evaluate: (path, expression) => new vm.Script(expression, { filename: path }).runInContext(context),
    global: run('globalThis') as object,
    Promise: run('Promise') as PromiseConstructor,
    Error: run('Error') as ErrorConstructor,
    parse: run('JSON.parse') as (json: string) => unknown,
  };
}
