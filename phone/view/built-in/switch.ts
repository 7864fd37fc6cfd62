import type { BuiltIn } from './built-in';
import type { Definition } from './define';

/** https://developers.weixin.qq.com/miniprogram/dev/component/switch.html */
export const switchBox: Definition = {
  tag: 'switch',
  attributes: {
    checked: { type: 'boolean', changed: turn },
    disabled: {
      type: 'boolean',
      changed: (off, { host }) => {
        host.toggleAttribute('disabled', off);
        host.setAttribute('aria-disabled', String(off));
      },
    },
    type: {
      type: 'string',
      initial: 'switch',
      changed: (type, { host }) => void host.setAttribute('type', type),
    },
    color: {
      type: 'string',
      initial: '#04BE02',
      changed: (color, { host }) => host.style.setProperty('--switch-color', color),
    },
  },
  created(self) {
    const { host, emit } = self;
    host.setAttribute('role', 'switch');
    host.tabIndex = 0;
    turn(false, self);
    host.append(document.createElement('i'));
    host.addEventListener('click', () => {
      if (host.hasAttribute('disabled')) return;
      const value = !host.hasAttribute('checked');
      turn(value, self);
      emit('change', { value });
    });
  },
};

function turn(on: boolean, { host }: BuiltIn): void {
  host.toggleAttribute('checked', on);
  host.setAttribute('aria-checked', String(on));
}
