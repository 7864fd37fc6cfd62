import type { Attribute, BuiltIn } from './built-in';

/** WeChat's names for what HTML calls role and aria-…: https://developers.weixin.qq.com/miniprogram/dev/framework/accessibility.html */
const aria = [
  'ariaLabel',
  'ariaRole',
  'ariaHidden',
  'ariaBusy',
  'ariaChecked',
  'ariaDisabled',
  'ariaExpanded',
  'ariaLive',
  'ariaModal',
  'ariaSelected',
] as const;

/** What every built-in component takes besides id, class, style and data-*. */
export const commonAttributes: Record<string, Attribute> = {
  hidden: { type: 'boolean', changed: (hidden, { host }) => void host.toggleAttribute('hidden', hidden) },
  // Drawn by wx.createAnimation, which is not modelled; Taro writes it on every element.
  animation: { type: 'string' },
  ...Object.fromEntries(
    aria.map((name) => [
      name,
      { type: 'string', changed: (value: string, self: BuiltIn) => setAria(name, value, self) },
    ]),
  ),
};

function setAria(name: string, value: string, { host }: BuiltIn): void {
  const attribute = name === 'ariaRole' ? 'role' : name.replace('aria', 'aria-').toLowerCase();
  if (value === '') host.removeAttribute(attribute);
  else host.setAttribute(attribute, value);
}
