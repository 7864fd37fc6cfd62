import { type Element as GlassEaselElement, Event as ViewEvent } from 'glass-easel';

const longPressMs = 350;
/** A finger that moves further than this, in pixels, does not tap. */
const slack = 10;

/**
 * Makes WeChat's touch events and taps of what a mouse, a finger or the keyboard does; they go up the tree, through components, as in
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html
 */
export function watchTouches(root: HTMLElement): void {
  let start: { x: number; y: number } | undefined;
  let pressTimer: ReturnType<typeof setTimeout> | undefined;
  let pressedLong = false;
  let moved = false;

  const stop = () => {
    start = undefined;
    clearTimeout(pressTimer);
  };
  root.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = { x: event.clientX, y: event.clientY };
    pressedLong = false;
    moved = false;
    send('touchstart', event);
    pressTimer = setTimeout(() => {
      pressedLong = send('longpress', event);
    }, longPressMs);
  });
  root.addEventListener('pointermove', (event) => {
    if (!start) return;
    send('touchmove', event);
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) <= slack) return;
    moved = true;
    clearTimeout(pressTimer);
  });
  root.addEventListener('pointerup', (event) => {
    if (!start) return;
    stop();
    send('touchend', event);
  });
  root.addEventListener('pointercancel', (event) => {
    if (!start) return;
    stop();
    send('touchcancel', event);
  });
  root.addEventListener('click', (event) => {
    // A click of the keyboard, without a number, is no end of a drag.
    const ended = pressedLong || (moved && event.detail > 0);
    if (!ended && !isDisabled(event.target)) send('tap', event);
    pressedLong = false;
  });
  root.addEventListener('keydown', (event) => {
    const tapped = event.key === 'Enter' || event.key === ' ';
    if (!tapped || event.repeat || !(event.target as Element).matches('[tabindex]')) return;
    event.preventDefault();
    (event.target as HTMLElement).click();
  });
}

function isDisabled(target: unknown): boolean {
  return (target as Element).closest('wx-button[disabled]') !== null;
}

/** @returns whether somebody has listened */
function send(type: string, event: MouseEvent): boolean {
  const target = elementOf(event.target as Node | null);
  if (!target) return false;
  const { clientX, clientY } = event;
  const touch = {
    identifier: 0,
    pageX: clientX + window.scrollX,
    pageY: clientY + window.scrollY,
    clientX,
    clientY,
  };
  const lifted = type === 'touchend' || type === 'touchcancel';
  let heard = false;
  ViewEvent.dispatchEvent(
    target,
    new ViewEvent(
      type,
      { x: touch.pageX, y: touch.pageY },
      {
        bubbles: true,
        composed: true,
        capturePhase: true,
        extraFields: { touches: lifted ? [] : [touch], changedTouches: [touch], heard: () => (heard = true) },
      },
    ),
  );
  return heard;
}

function elementOf(node: Node | null): GlassEaselElement | undefined {
  for (let at: Node | null = node; at; at = at.parentNode) {
    const { __wxElement } = at as Node & { __wxElement?: GlassEaselElement };
    if (__wxElement) return __wxElement;
  }
  return undefined;
}
