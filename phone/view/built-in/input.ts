import type { BuiltIn } from './built-in';
import type { Definition } from './define';

/**
 * A line of text that the user writes. `value` is what the app wants to stand there: what is typed meanwhile is not taken back by a value
 * that the app has not changed.
 * https://developers.weixin.qq.com/miniprogram/dev/component/input.html
 */
export const input: Definition = {
  tag: 'input',
  attributes: {
    value: { type: 'string', changed: (value, { host }) => write(host, value) },
    type: {
      type: 'string',
      initial: 'text',
      changed: (type, { host }) => {
        field(host).inputMode = modes[type] ?? 'text';
      },
    },
    password: {
      type: 'boolean',
      changed: (on, { host }) => {
        field(host).type = on ? 'password' : 'text';
      },
    },
    placeholder: {
      type: 'string',
      changed: (words, { host }) => {
        field(host).placeholder = words;
        field(host).setAttribute('aria-label', words);
      },
    },
    placeholderStyle: { type: 'string' },
    placeholderClass: { type: 'string', initial: 'input-placeholder' },
    disabled: {
      type: 'boolean',
      changed: (off, { host }) => {
        field(host).disabled = off;
      },
    },
    maxlength: { type: 'number', initial: 140, changed: (most, { host }) => limit(host, most) },
    focus: { type: 'boolean', changed: (on, { host }) => (on ? field(host).focus() : field(host).blur()) },
    confirmType: { type: 'string', initial: 'done' },
    confirmHold: { type: 'boolean' },
    ariaLabel: {
      type: 'string',
      changed: (words, { host }) => field(host).setAttribute('aria-label', words),
    },
  },
  created(self) {
    const own = document.createElement('input');
    own.type = 'text';
    own.autocomplete = 'off';
    own.maxLength = 140;
    self.host.append(own);
    listen(own, self);
  },
  // What is not on the page yet takes no focus.
  attached({ host, get }) {
    if (get<boolean>('focus')) field(host).focus();
  },
};

const modes: Record<string, string> = { number: 'numeric', digit: 'decimal', idcard: 'text' };

const field = (host: HTMLElement) => host.querySelector('input')!;

function write(host: HTMLElement, value: string): void {
  const own = field(host);
  if (own.value !== value) own.value = value;
}

function limit(host: HTMLElement, most: number): void {
  if (most < 0) field(host).removeAttribute('maxlength');
  else field(host).maxLength = most;
}

function listen(own: HTMLInputElement, { emit, get }: BuiltIn): void {
  const now = () => ({ value: own.value });
  let composing = false;
  const typed = () => emit('input', { ...now(), cursor: own.selectionStart ?? own.value.length, keyCode: 0 });
  own.addEventListener('compositionstart', () => (composing = true));
  own.addEventListener('compositionend', () => {
    composing = false;
    typed();
  });
  own.addEventListener('input', () => composing || typed());
  own.addEventListener('focus', () => emit('focus', { ...now(), height: 0 }));
  own.addEventListener('blur', () => emit('blur', { ...now(), cursor: own.selectionStart ?? 0 }));
  own.addEventListener('keydown', ({ key, isComposing }) => {
    if (key !== 'Enter' || isComposing) return;
    emit('confirm', now());
    if (!get<boolean>('confirmHold')) own.blur();
  });
}
