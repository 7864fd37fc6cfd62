import type { BuiltIn } from './built-in';
import type { Definition } from './define';
import { hoverAttributes, watchHover } from './hover';

/** https://developers.weixin.qq.com/miniprogram/dev/component/button.html */
export const button: Definition = {
  tag: 'button',
  attributes: {
    ...hoverAttributes('button-hover', 20, 70),
    size: { type: 'string', initial: 'default', changed: (value, self) => reflect('size', value, self) },
    type: { type: 'string', initial: 'default', changed: (value, self) => reflect('type', value, self) },
    plain: { type: 'boolean', changed: (on, { host }) => void host.toggleAttribute('plain', on) },
    disabled: { type: 'boolean', changed: disable },
    loading: {
      type: 'boolean',
      changed: (on, { host }) => {
        host.toggleAttribute('loading', on);
        if (on) host.setAttribute('aria-busy', 'true');
        else host.removeAttribute('aria-busy');
      },
    },
    formType: { type: 'string' },
    openType: { type: 'string' },
    name: { type: 'string' },
    lang: { type: 'string', initial: 'en' },
    sessionFrom: { type: 'string' },
    sendMessageTitle: { type: 'string' },
    sendMessagePath: { type: 'string' },
    sendMessageImg: { type: 'string' },
    appParameter: { type: 'string' },
    showMessageCard: { type: 'boolean' },
    businessId: { type: 'string' },
  },
  created(self) {
    self.host.setAttribute('role', 'button');
    self.host.tabIndex = 0;
    watchHover(self);
  },
};

function reflect(name: string, value: string, { host }: BuiltIn): void {
  if (value === '' || value === 'default') host.removeAttribute(name);
  else host.setAttribute(name, value);
}

function disable(on: boolean, { host }: BuiltIn): void {
  host.toggleAttribute('disabled', on);
  if (on) host.setAttribute('aria-disabled', 'true');
  else host.removeAttribute('aria-disabled');
}
