import type { Definition } from './define';

/** https://developers.weixin.qq.com/miniprogram/dev/component/text.html */
export const text: Definition = {
  tag: 'text',
  attributes: {
    userSelect: {
      type: 'boolean',
      changed: (on, { host }) => void host.classList.toggle('wx-user-select', on),
    },
    // Its old name, without the inline-block.
    selectable: {
      type: 'boolean',
      changed: (on, { host }) => void host.classList.toggle('wx-selectable', on),
    },
    space: {
      type: 'string',
      changed: (kind, { host }) => void host.classList.toggle('wx-spaces', kind !== ''),
    },
    decode: { type: 'boolean' },
    overflow: { type: 'string', initial: 'visible' },
    maxLines: { type: 'number' },
  },
};
