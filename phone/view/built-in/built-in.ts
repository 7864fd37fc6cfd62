import type { Element as GlassEaselElement } from 'glass-easel';

export type Attribute =
  | { type: 'string'; initial?: string; changed?: (value: string, self: BuiltIn) => void }
  | { type: 'boolean'; initial?: boolean; changed?: (value: boolean, self: BuiltIn) => void }
  | { type: 'number'; initial?: number; changed?: (value: number, self: BuiltIn) => void };

/** One element of a built-in component on the page. */
export interface BuiltIn {
  /** The element in the browser. */
  host: HTMLElement;
  element: GlassEaselElement;
  /** The latest value of an attribute, in camelCase. */
  get<Value>(name: string): Value;
  /** An event of its own that does not bubble, as `input` or `change`. */
  emit(type: string, detail: Record<string, unknown>): void;
}
