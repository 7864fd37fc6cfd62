import type { Definition } from './define';

/** https://developers.weixin.qq.com/miniprogram/dev/component/text.html */
export const text: Definition = {
  tag: 'text',
  attributes: {
    userSelect: {
      type: 'boolean',
      changed: (on, { host }) => void host.toggleAttribute('user-select', on),
    },
    // Its old name, without the inline-block.
    selectable: {
      type: 'boolean',
      changed: (on, { host }) => void host.toggleAttribute('selectable', on),
    },
    space: {
      type: 'string',
      changed: (kind, { host }) => void host.toggleAttribute('space', kind !== ''),
    },
    decode: { type: 'boolean' },
    overflow: { type: 'string', initial: 'visible' },
    maxLines: { type: 'number' },
  },
};
