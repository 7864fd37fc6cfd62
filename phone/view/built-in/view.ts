import type { Definition } from './define';
import { hoverAttributes, watchHover } from './hover';

/** https://developers.weixin.qq.com/miniprogram/dev/component/view.html */
export const view: Definition = {
  tag: 'view',
  attributes: hoverAttributes('none', 50, 400),
  created: watchHover,
};
