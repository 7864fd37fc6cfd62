import type { FromView } from './messages';

export const say = (message: FromView) => parent.postMessage(message, location.origin);

/** Something that is not drawn as WeChat would, or has thrown: for the developer, beside the phone. */
export function complain(text: string, detail?: string): void {
  say({ type: 'complaint', text, ...(detail !== undefined && { detail }) });
}
