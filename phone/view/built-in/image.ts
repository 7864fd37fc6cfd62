import { join } from '../../runtime/modules';
import { complain } from '../complain';
import type { BuiltIn } from './built-in';
import type { Definition } from './define';

/** https://developers.weixin.qq.com/miniprogram/dev/component/image.html */
export const image: Definition = {
  tag: 'image',
  attributes: {
    src: { type: 'string', changed: show },
    mode: {
      type: 'string',
      initial: 'scaleToFill',
      changed: (mode, { host }) => void host.setAttribute('mode', mode),
    },
    lazyLoad: { type: 'boolean' },
    webp: { type: 'boolean' },
    showMenuByLongpress: { type: 'boolean' },
  },
  created({ host, emit }) {
    const picture = document.createElement('img');
    picture.alt = '';
    picture.draggable = false;
    picture.addEventListener('load', () => {
      const { naturalWidth: width, naturalHeight: height } = picture;
      const mode = host.getAttribute('mode');
      if (mode === 'widthFix') host.style.height = 'auto';
      if (mode === 'heightFix') host.style.width = 'auto';
      emit('load', { width, height });
    });
    picture.addEventListener('error', () => {
      const [, missing] = picture.src.split(document.documentElement.dataset.files ?? ' ');
      if (missing !== undefined) complain(`<image>: there is no ${missing}`);
      emit('error', { errMsg: `GET ${picture.src} failed` });
    });
    host.append(picture);
  },
};

function show(src: string, { host }: BuiltIn): void {
  const picture = host.querySelector('img')!;
  const { files = '', page = '' } = document.documentElement.dataset;
  if (src === '') picture.removeAttribute('src');
  else if (/^(https?|data|blob):/.test(src)) picture.src = src;
  // As in WeChat, by the folder of the page's own file.
  else picture.src = new URL(files + join(page.split('/').slice(0, -1), src), location.href).href;
}
