import type { LogicLayer } from '../logic-layer';
import { ancestors, type Binding, type ViewNode } from './wxml/view-node';

export interface SentEvent {
  webviewId: number;
  target: ViewNode;
  type: string;
  detail: Record<string, unknown>;
  /** Milliseconds. */
  timeStamp: number;
}

/** The events that go up the tree; all others end at their own element. */
const bubbling = new Set([
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'tap',
  'longpress',
  'longtap',
]);

/**
 * Sends one event: first the capture handlers from the root down, then the others from the element up, each bound ancestor in turn, until
 * one catches it. Of several mut-bind handlers only the first is called.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html
 */
export function sendEvent(
  logic: LogicLayer,
  { webviewId, target, type, detail, timeStamp }: SentEvent,
): void {
  const path = bubbling.has(type) ? ancestors(target) : [target];
  const touch = { identifier: 0, pageX: 0, pageY: 0, clientX: 0, clientY: 0 };
  const touches = bubbling.has(type) ? { touches: [touch], changedTouches: [touch] } : {};
  let mutated = false;

  const call = (node: ViewNode, { handler, componentId, mode }: Binding): void => {
    if (mode === 'mut-bind' && mutated) return;
    mutated ||= mode === 'mut-bind';
    const event = {
      type,
      timeStamp,
      target: place(target),
      currentTarget: place(node),
      mark: {},
      detail,
      ...touches,
    };
    logic.dispatch({ webviewId, ...(componentId !== undefined && { componentId }), handler, event });
  };

  for (const { node, binding } of bindingsOf([...path].reverse(), type, true)) {
    call(node, binding);
    if (binding.mode === 'catch') return;
  }
  for (const { node, binding } of bindingsOf(path, type, false)) {
    call(node, binding);
    if (binding.mode === 'catch') return;
  }
}

function bindingsOf(path: ViewNode[], type: string, capture: boolean) {
  return path.flatMap((node) =>
    node.bindings
      .filter((binding) => binding.type === type && binding.capture === capture)
      .map((binding) => ({ node, binding })),
  );
}

function place({ id, dataset }: ViewNode) {
  return { id, offsetLeft: 0, offsetTop: 0, dataset };
}
