import type { Line as LogicLine } from '@contract-kit/phone/testing';

export interface Line extends LogicLine {
  /** Not WeChat's way, and not meant to be: the phone's own. */
  own?: true;
}

const events = 'framework/view/wxml/event';
const wxss = 'framework/view/wxss';
const view = 'component/view';
const text = 'component/text';
const button = 'component/button';
const image = 'component/image';
const input = 'component/input';
const switchBox = 'component/switch';

/** What a page on the phone does as WeChat's does: one line a behaviour, each with a test of the same name. */
export const lines = {
  'view.hover': {
    zh: 'hover-class：按下 hover-start-time（默认 50 毫秒）后加上，松开 hover-stay-time（默认 400 毫秒）后去掉',
    en: 'hover-class comes hover-start-time after a finger is down, and goes hover-stay-time after it is lifted',
    page: view,
  },
  'view.hoverStop': {
    zh: 'hover-stop-propagation：祖先没有点击态',
    en: 'hover-stop-propagation keeps the ancestors from their hover-class',
    page: view,
  },
  'view.hidden': {
    zh: 'hidden 时不显示',
    en: 'what is hidden is not shown',
    page: 'framework/view/component',
  },
  'view.hiddenDisplay': {
    zh: 'hidden 时页面自己的 display 不起作用',
    en: "a page's own display does not bring back what is hidden",
  },
  'view.aria': {
    zh: 'aria-label、aria-role、aria-hidden、aria-busy、aria-checked、aria-disabled、aria-expanded、aria-live、aria-modal、aria-selected 给读屏软件',
    en: 'aria-label, aria-role and eight others reach a screen reader',
    page: 'component/aria-component',
  },
  'view.keyboard': {
    zh: '绑定了 tap 的可用键盘到达，Enter 和空格就是 tap',
    en: 'whatever has a handler of tap can be reached with the keyboard, Enter and Space tap it',
    own: true,
  },

  'events.tap': {
    zh: 'tap 的 detail 为 {x, y}；touches、changedTouches 都有这个触点',
    en: 'a tap has detail {x, y}, and its point in touches and in changedTouches',
    page: events,
  },
  'events.touch': {
    zh: 'touchstart、touchmove、touchend：触点为 {identifier, pageX, pageY, clientX, clientY}；离开的只在 changedTouches',
    en: 'touchstart, touchmove and touchend have touches {identifier, pageX, pageY, clientX, clientY}; one that has left is in changedTouches only',
    page: events,
  },
  'events.longpress': {
    zh: '按住超过 350 毫秒为 longpress，有人处理时不再有 tap',
    en: 'more than 350 ms is a longpress; if it is handled no tap follows',
    page: events,
  },
  'events.target': {
    zh: 'target 为触发的，currentTarget 为绑定的，各有 id 和 dataset（data-user-id 为 userId）',
    en: 'target is where it happened, currentTarget who has bound it; each has an id and a dataset',
    page: events,
  },
  'events.bubble': {
    zh: '冒泡依次调用每个绑定的祖先，catch 停止',
    en: 'a tap calls every bound ancestor in turn, and stops at catch',
    page: events,
  },
  'events.capture': {
    zh: 'capture-bind 先于冒泡，从外到内；capture-catch 停止',
    en: 'capture-bind comes first, from the outside in; capture-catch stops',
    page: events,
  },
  'events.mut': {
    zh: 'mut-bind 互斥，只有第一个被调用',
    en: 'of several mut-bind only the first is called',
    page: events,
  },
  'events.own': {
    zh: '组件自己的事件（input、change、load……）不冒泡',
    en: 'events of components, such as input, change and load, do not bubble',
    page: events,
  },

  'text.newline': { zh: '换行符换行', en: 'a line feed begins a line', page: text },
  'text.select': {
    zh: 'user-select、selectable：可以选中；默认不可',
    en: 'user-select and selectable let the text be selected, which it cannot be without',
    page: text,
  },
  'text.inline': {
    zh: 'user-select 使文本成为 inline-block',
    en: 'user-select makes it an inline-block',
    page: text,
  },
  'text.space': {
    zh: 'space：显示连续空格',
    en: 'space shows each of several spaces',
    page: text,
  },

  'button.type': {
    zh: 'type：primary、warn、default 颜色不同',
    en: 'type primary, warn and default have colours of their own',
    page: button,
  },
  'button.size': {
    zh: 'size：mini 较小，同行',
    en: 'size mini is a small one within the line',
    page: button,
  },
  'button.plain': { zh: 'plain：镂空，背景透明', en: 'plain has no background', page: button },
  'button.disabled': {
    zh: 'disabled：不触发 tap，读屏软件读作禁用',
    en: 'disabled gives no tap, and a screen reader says so',
  },
  'button.loading': {
    zh: 'loading：名称前有 loading 图标',
    en: 'loading has an icon before its name',
    page: button,
  },
  'button.busy': { zh: 'loading：aria-busy', en: 'loading is aria-busy', own: true },
  'button.hover': {
    zh: 'hover-class：默认 button-hover（背景 rgba(0, 0, 0, 0.1)、透明度 0.7），hover-start-time 20、hover-stay-time 70 毫秒；none 和禁用时没有；hover-stop-propagation',
    en: 'hover-class is button-hover, after 20 ms and for 70 ms more; none when it is none or the button is disabled',
    page: button,
  },
  'button.keyboard': {
    zh: '可用键盘到达，Enter 和空格就是 tap',
    en: 'can be reached with the keyboard, Enter and Space tap it',
    own: true,
  },
  'button.v2': {
    zh: 'app.json 的 style: v2：新样式',
    en: 'style v2 of app.json has a look of its own',
    page: 'reference/configuration/app',
  },
  'button.width': {
    zh: 'v1 与父节点同宽；v2 宽 184 像素，没有边线',
    en: 'v1 is as wide as its parent; v2 is 184 pixels wide and has no border',
  },

  'image.src': {
    zh: 'src：包内的绝对路径和 data: 地址',
    en: 'src is a path from the root of the package, or a data: address',
  },
  'image.size': { zh: '默认宽 320、高 240 像素', en: 'is 320 by 240 pixels', page: image },
  'image.mode': {
    zh: 'mode：scaleToFill、aspectFit、aspectFill 缩放，top、center、bottom left 等裁剪',
    en: 'mode scaleToFill, aspectFit and aspectFill scale; top, center, bottom left and the like cut',
    page: image,
  },
  'image.fix': {
    zh: 'mode：widthFix 宽不变、高按比例，heightFix 高不变、宽按比例',
    en: 'mode widthFix keeps the width and heightFix the height, in proportion',
    page: image,
  },
  'image.load': {
    zh: 'load：detail 为图片的 {width, height}',
    en: "load says the picture's own width and height",
    page: image,
  },
  'image.error': { zh: 'error：detail 为 {errMsg}', en: 'error says errMsg', page: image },

  'input.value': {
    zh: 'value：初始内容；setData 为别的值时改变',
    en: 'value is what stands there at first, and after a setData of another value',
    page: input,
  },
  'input.typed': {
    zh: 'setData 与上次相同的 value 不改变已输入的',
    en: 'a value that is set again does not take back what is typed',
  },
  'input.placeholder': {
    zh: 'placeholder：为空时显示',
    en: 'placeholder is shown where nothing is',
    page: input,
  },
  'input.label': {
    zh: 'aria-label、没有时 placeholder，是读屏软件读的名称',
    en: 'aria-label, or else placeholder, is its name for a screen reader',
    own: true,
  },
  'input.password': { zh: 'password：不显示内容', en: 'password hides what is typed', page: input },
  'input.type': {
    zh: 'type：number 数字键盘，digit 带小数点的数字键盘',
    en: 'type number and digit choose the keyboard',
    page: input,
  },
  'input.maxlength': {
    zh: 'maxlength：默认 140，-1 不限',
    en: 'maxlength is 140, -1 has no limit',
    page: input,
  },
  'input.disabled': { zh: 'disabled：不能输入', en: 'disabled takes nothing', page: input },
  'input.focus': {
    zh: 'focus：获取焦点，一打开或 setData 时',
    en: 'focus takes the focus, from the start or by setData',
    page: input,
  },
  'input.input': {
    zh: 'input：每次输入触发，detail 为 {value, cursor, keyCode}',
    en: 'input comes with each change and says value, cursor and keyCode',
    page: input,
  },
  'input.focusBlur': {
    zh: 'focus 的 detail 为 {value, height}，blur 的为 {value}',
    en: 'focus says value and height, blur says value',
    page: input,
  },
  'input.confirm': {
    zh: 'confirm：点击完成，detail 为 {value}；之后收起键盘，confirm-hold 时不收起',
    en: 'confirm says value; then the focus is gone, except with confirm-hold',
    page: input,
  },
  'input.composition': {
    zh: '中文输入法选字时不触发 input，选定后触发一次',
    en: 'what is composed gives one input, at its end',
  },

  'switch.checked': { zh: 'checked：是否选中', en: 'checked says how it stands', page: switchBox },
  'switch.change': {
    zh: 'change：detail 为 {value}',
    en: 'change says value',
    page: switchBox,
  },
  'switch.disabled': { zh: 'disabled：不能改变', en: 'disabled does not change', page: switchBox },
  'switch.color': {
    zh: 'color：选中时的颜色，默认 #04BE02',
    en: 'color is that of one that is on, #04BE02 at first',
    page: switchBox,
  },
  'switch.type': { zh: 'type：checkbox 为方框', en: 'type checkbox is a box', page: switchBox },
  'switch.keyboard': {
    zh: '可用键盘到达和切换；读屏软件读作开关',
    en: 'can be reached and turned with the keyboard, and is a switch to a screen reader',
    own: true,
  },

  'placeholder.builtIn': {
    zh: '没有画的内置组件：一个写着标签名的框，其中的内容照画',
    en: 'a built-in component that is not drawn is a box with its name, and what is in it',
    own: true,
  },
  'placeholder.component': {
    zh: '包里的自定义组件：同样的框，并在手机旁提示',
    en: "a component of the package's own is such a box, and named beside the phone",
    own: true,
  },

  'style.rpx': {
    zh: 'rpx 为屏幕宽的 1/750：375 宽时 750rpx 为 375 像素，430 宽时为 430 像素；样式表和行内样式都是',
    en: 'rpx is a 750th of the width, in style sheets and in style, on screens of 375 and 430',
    page: wxss,
  },
  'style.import': { zh: '@import 相对路径', en: '@import takes a relative path', page: wxss },
  'style.selectors': {
    zh: '标签、类、id、::before、::after 选择器，如 button::after',
    en: 'tags, classes, ids, ::before and ::after select, as button::after',
    page: wxss,
  },
  'style.app': {
    zh: 'app.wxss 对每页有效，页面自己的样式优先',
    en: "app.wxss holds for every page, a page's own comes after it",
    page: wxss,
  },
  'style.page': { zh: 'page 选择器为页面的根', en: "page selects the page's root" },
  'style.scheme': {
    zh: '@media (prefers-color-scheme) 跟随手机的主题',
    en: "the media query of the colour scheme follows the phone's theme, not the browser's",
    page: 'framework/ability/darkmode',
  },
  'style.safeArea': {
    zh: 'env(safe-area-inset-bottom) 为手机的安全区域',
    en: "env(safe-area-inset-bottom) is the phone's",
  },
  'style.viewport': {
    zh: '100vh 和 position: fixed 以页面为准',
    en: 'the window of 100vh and position: fixed is the page',
  },
  'style.keyframes': {
    zh: '@keyframes 的 from、to 和百分比照旧',
    en: 'from, to and percentages of @keyframes stay what they are',
  },

  'worker.globals': {
    zh: '没有 fetch、XMLHttpRequest、WebSocket、indexedDB、importScripts，从 global 也得不到',
    en: 'there is no fetch, XMLHttpRequest, WebSocket, indexedDB or importScripts, not by way of global either',
  },
  'worker.eval': {
    zh: '不能用 eval 和 new Function',
    en: 'eval and new Function throw',
    page: 'framework/runtime/js-support',
  },
  'worker.storage': {
    zh: 'setStorageSync 返回时已经存好，此时被杀也不丢',
    en: 'what setStorageSync has stored is there after a kill',
    page: 'framework/ability/storage',
  },
  'worker.unknown': {
    zh: 'wx 没有的接口：读为 undefined，调用时抛出写明名字的 TypeError，并在手机旁提示',
    en: 'a name that wx does not have reads as undefined; a call throws a TypeError that names it, shown beside the phone',
  },
  'worker.dialog': {
    zh: '弹窗的回调里不能跳转；createPhone 的 jumpAfterDialog: true 时可以',
    en: 'the callback of a dialog cannot jump; with jumpAfterDialog of createPhone it can',
  },

  'network.domain': {
    zh: '只能请求列表中的域名，其余 fail url not in domain list',
    en: 'only listed origins are asked, others fail: url not in domain list',
    page: 'framework/ability/network',
  },
  'network.server': {
    zh: '手机的服务器自己也检查，不靠网页',
    en: "the phone's server checks so itself, whatever a page asks",
    own: true,
  },
  'network.cors': {
    zh: '没有跨域限制，请求不带 Origin',
    en: "a merchant's server needs no CORS and sees no Origin",
  },
  'network.host': {
    zh: 'Host 或 Origin 不是手机自己的请求：403',
    en: "a request whose Host or Origin is not the phone's own gets 403",
    own: true,
  },
  'network.socket': {
    zh: 'Host 或 Origin 不是手机自己的、没有 Origin 的 WebSocket：拒绝',
    en: 'a WebSocket with another Host or Origin, or none, is refused',
    own: true,
  },
} as const satisfies Record<string, Line>;

/** What the lines are about, by the first part of their names: a component, or what the README calls it. */
export const groups: Record<string, string> = {
  view: '`view`',
  events: '事件',
  text: '`text`',
  button: '`button`',
  image: '`image`',
  input: '`input`',
  switch: '`switch`',
  placeholder: '其他组件',
  style: '样式',
  worker: '逻辑层',
  network: '网络',
};

export type LineName = keyof typeof lines;

/** What a line rests on, in these words. */
export function basis({ page, own }: Line, words: Record<'page' | 'assumed' | 'own', string>): string {
  if (page !== undefined) return words.page + page;
  return own ? words.own : words.assumed;
}
