/** A behaviour, in the words of both languages. */
export interface Line {
  zh: string;
  en: string;
  /** The page of https://developers.weixin.qq.com/miniprogram/dev/ that says so, without `.html`; without it the line is assumed. */
  page?: string;
}

const js = 'framework/runtime/js-support';
const running = 'framework/runtime/operating-mechanism';
const routes = 'framework/app-service/route';
const events = 'framework/view/wxml/event';
const network = 'framework/ability/network';
const request = 'api/network/request/wx.request';
const storage = 'framework/ability/storage';
const jump = 'api/navigate/wx.navigateToMiniProgram';
const app = 'reference/api/App';
const promise = 'framework/app-service/api';

/** What the logic layer does as WeChat does: one line a behaviour, each with a test of the same name. */
export const lines = {
  'modules.relative': {
    zh: 'require 用相对路径或以 / 开头的路径，可省略 .js；每个文件只执行一次',
    en: 'require takes relative paths and paths from the root, with or without .js; a file runs once',
    page: 'framework/app-service/module',
  },
  'modules.npm': {
    zh: 'require 包名时从最近的 miniprogram_npm 找起',
    en: 'a package name is looked for in the nearest miniprogram_npm',
    page: 'devtools/npm',
  },
  'modules.missing': {
    zh: "文件不存在：module 'x.js' is not defined",
    en: 'a missing file throws: module is not defined',
  },
  'modules.circle': {
    zh: '循环引用时得到已经导出的部分',
    en: 'files that require each other see what has been exported so far',
  },
  'modules.own': {
    zh: '文件里可以自己声明 URL、fetch 等名字',
    en: 'a file may declare a name such as URL itself',
  },
  'modules.eager': {
    zh: '启动时执行所有页面的文件；lazyCodeLoading 时在打开时执行',
    en: 'all page files run at the start; with lazyCodeLoading when they are opened',
    page: 'framework/ability/lazyload',
  },

  'globals.absent': {
    zh: '没有 window、document、fetch、XMLHttpRequest、WebSocket、process、Buffer 等',
    en: 'window, document, fetch, XMLHttpRequest, WebSocket, process, Buffer and the like do not exist',
  },
  'globals.intl': {
    zh: '没有 Intl、WebAssembly、performance',
    en: 'Intl, WebAssembly and performance do not exist',
  },
  'globals.eval': {
    zh: "不能用 eval 和 new Function；new Function('return this') 除外",
    en: "eval and new Function throw, except new Function('return this')",
    page: js,
  },
  'globals.global': { zh: '有 global，其中有 wx', en: 'global exists, and wx is in it' },
  'globals.date': { zh: 'Date 是手机的时间', en: "Date tells the phone's time" },
  'globals.fresh': { zh: '冷启动后没有以前的变量', en: 'a cold start has nothing of the world before' },

  'app.launch': {
    zh: '冷启动：App.onLaunch、App.onShow、Page.onLoad、onShow、onReady',
    en: 'a cold start calls App.onLaunch, App.onShow, Page.onLoad, onShow, onReady in this order',
    page: app,
  },
  'app.inApp': {
    zh: 'onLaunch 和第一次 onShow 在 App() 返回之前调用',
    en: 'onLaunch and the first onShow are called before App() returns',
  },
  'app.options': {
    zh: 'onLaunch 和 onShow 得到 path、query、scene、referrerInfo、apiCategory；referrerInfo 没有时为 {}',
    en: 'onLaunch and onShow get path, query, scene, referrerInfo ({} if there is none) and apiCategory',
    page: app,
  },
  'app.once': {
    zh: 'App() 只有第一次有效；getApp() 得到它',
    en: 'only the first App() counts, and getApp() gives it',
    page: app,
  },
  'app.hide': {
    zh: '进入后台：先 Page.onHide，再 App.onHide；回到前台：先 App.onShow，再 Page.onShow',
    en: 'to the background Page.onHide comes before App.onHide, back App.onShow before Page.onShow',
  },
  'app.listeners': {
    zh: 'wx.onAppShow、wx.onAppHide 得到与 App.onShow、onHide 相同的参数；off 取消',
    en: 'wx.onAppShow and onAppHide hear the same as App.onShow and onHide, until off',
    page: 'api/base/app/app-event/wx.onAppShow',
  },
  'app.listenersAtLaunch': {
    zh: '在 App() 之前 wx.onAppShow 的，也得到冷启动的那次（listenersHearLaunch: false 可关闭）',
    en: 'wx.onAppShow before App() hears of the cold start, too',
  },
  'app.errors': {
    zh: '未捕获的异常交给 App.onError，其他代码继续运行',
    en: 'an uncaught exception goes to App.onError, and the rest goes on',
    page: app,
  },
  'app.notFound': {
    zh: '打开的页面不存在：App.onPageNotFound',
    en: 'a first page that does not exist calls App.onPageNotFound',
    page: app,
  },
  'app.notFoundHome': { zh: '之后打开首页', en: 'and then the first page of app.json opens' },

  'enter.sync': {
    zh: 'getLaunchOptionsSync 为冷启动的参数，getEnterOptionsSync 为最近一次进入的参数',
    en: 'getLaunchOptionsSync gives the options of the cold start, getEnterOptionsSync those of the latest foreground',
    page: 'api/base/app/life-cycle/wx.getEnterOptionsSync',
  },
  'enter.repeat': {
    zh: '之后只是切回前台时，重复上一次的 scene 和 referrerInfo（repeatEnterOptions: false 可关闭）',
    en: 'a mere return to the foreground repeats the last scene and referrerInfo (repeatEnterOptions: false does not)',
    page: app,
  },
  'enter.path': {
    zh: '热启动给出其他页面时，相当于 reLaunch 到该页面',
    en: 'a hot start with another page is a reLaunch to it',
    page: running,
  },

  'states.timers': {
    zh: '进入后台 5 秒后挂起：定时器停止，回到前台时才执行，setInterval 只补一次',
    en: 'the app is suspended 5 s after it was hidden: timers wait for the foreground, an interval runs once',
    page: running,
  },
  'states.callbacks': {
    zh: '挂起期间接口的回调在回到前台时执行',
    en: 'answers that come while it is suspended wait for the foreground',
    page: running,
  },
  'states.order': {
    zh: '这些回调先于 App.onShow（resumeOrder 可改）',
    en: 'they run before App.onShow (resumeOrder changes it)',
  },
  'states.background': {
    zh: '5 秒之内代码照常运行',
    en: 'before the 5 s are over code runs as ever',
    page: running,
  },
  'states.destroyed': {
    zh: '销毁后代码不再运行，存储保留，再打开是冷启动',
    en: 'nothing runs after the app was destroyed; its storage stays, and it starts cold',
    page: running,
  },

  'routes.navigateTo': {
    zh: 'navigateTo：前一页 onHide，新页 onLoad、onShow；路径可以是相对的',
    en: 'navigateTo: onHide of the old page, onLoad and onShow of the new; the url may be relative',
    page: routes,
  },
  'routes.limit': {
    zh: '页面栈最多十层，再 navigateTo 失败：webview count limit exceed',
    en: 'the stack holds ten pages; one more fails: webview count limit exceed',
    page: routes,
  },
  'routes.redirectTo': {
    zh: 'redirectTo：前一页 onUnload，新页 onLoad、onShow',
    en: 'redirectTo: onUnload of the old page, onLoad and onShow of the new',
    page: routes,
  },
  'routes.navigateBack': {
    zh: 'navigateBack：从上到下 onUnload，再 onShow；delta 过大则回到首页',
    en: 'navigateBack: onUnload from the top down, then onShow; too large a delta ends at the first page',
    page: routes,
  },
  'routes.first': { zh: '只有一页时 navigateBack 失败', en: 'navigateBack on the only page fails' },
  'routes.reLaunch': {
    zh: 'reLaunch：所有页面 onUnload，再打开新页',
    en: 'reLaunch: onUnload of all pages, then the new page',
    page: routes,
  },
  'routes.switchTab': {
    zh: 'switchTab：关闭非 tab 页，tab 页保留；navigateTo、redirectTo 不能到 tab 页',
    en: 'switchTab closes the pages that are no tabs and keeps the tabs; navigateTo and redirectTo cannot open a tab',
    page: routes,
  },
  'routes.missing': {
    zh: '页面不存在时失败：page "x" is not found',
    en: 'a page that does not exist fails: page is not found',
  },
  'routes.query': { zh: 'query 的值不解码', en: 'values of the query are not decoded' },
  'routes.later': { zh: '跳转在调用之后才发生', en: 'a route takes effect after the call has returned' },

  'pages.setData': {
    zh: 'setData 立即改变 this.data，键可以是路径；画面更新后调用回调',
    en: 'setData changes this.data at once, keys may be paths, and calls back once it is on the screen',
    page: 'reference/api/Page',
  },
  'pages.ownData': {
    zh: '每次打开页面，data 是新的一份',
    en: 'each opening of a page has its own copy of data',
    page: 'reference/api/Page',
  },
  'pages.component': {
    zh: '页面可以用 Component() 写，方法写在 methods 中',
    en: 'a page may be written with Component(), with its methods in methods',
    page: 'framework/custom-component/component',
  },

  'events.shape': {
    zh: '事件有 type、timeStamp、target、currentTarget（id、dataset）、detail',
    en: 'an event has type, timeStamp, target and currentTarget (with id and dataset), and detail',
    page: events,
  },
  'events.bubble': {
    zh: 'tap 冒泡，依次调用每个绑定的祖先，遇 catch 停止',
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
  'events.input': {
    zh: 'input 等组件事件不冒泡',
    en: 'events of components such as input do not bubble',
    page: events,
  },
  'events.disabled': { zh: 'disabled 的 button 不触发 tap', en: 'a disabled button gives no tap' },
  'events.missing': { zh: '没有对应的方法时只有警告', en: 'a handler that does not exist only warns' },

  'components.data': {
    zh: '组件有 properties、data、methods、created、attached、detached',
    en: 'a component has properties, data, methods, created, attached and detached',
    page: 'framework/custom-component/component',
  },
  'components.bubble': {
    zh: '组件里的 tap 继续冒泡到页面',
    en: 'a tap within a component goes on to the page',
    page: events,
  },
  'components.tree': {
    zh: 'WXML 的 import、template、wxs、wx:if、wx:for、block、slot',
    en: 'WXML has import, template, wxs, wx:if, wx:for, block and slot',
    page: 'reference/wxml',
  },

  'wx.unknown': {
    zh: '没有的接口读出来是 undefined，调用时抛出写明名字的 TypeError',
    en: 'an API that does not exist reads as undefined, and calling it throws a TypeError that names it',
  },
  'wx.own': {
    zh: '小程序可以在 wx 上加自己的名字（Taro 的 wx.webpackJsonp）',
    en: "an app may add names of its own to wx (Taro's wx.webpackJsonp)",
  },
  'wx.order': {
    zh: '先 success 或 fail，后 complete，都在调用之后',
    en: 'success or fail comes first, then complete, always after the call has returned',
    page: promise,
  },
  'wx.promise': {
    zh: '没有 success、fail、complete 时返回 Promise，有则没有返回值',
    en: 'without success, fail and complete a promise is returned, with any of them nothing',
    page: promise,
  },
  'wx.canIUse': {
    zh: 'canIUse 对这里有的接口为真',
    en: 'canIUse is true for the APIs that are here',
    page: 'api/base/wx.canIUse',
  },
  'wx.later': {
    zh: 'nextTick 的函数在当前代码之后执行',
    en: 'nextTick runs after the current code',
    page: 'api/ui/custom-component/wx.nextTick',
  },

  'request.status': {
    zh: '只要有应答就是 success，不论状态码',
    en: 'any answer is success, whatever its status',
    page: request,
  },
  'request.body': {
    zh: 'GET 的 data 进地址；POST 默认为 JSON，form 则为表单；不能设置 Referer',
    en: 'data of a GET joins the url; a POST is JSON, or a form if the header says so; Referer cannot be set',
    page: request,
  },
  'request.json': {
    zh: '应答按 JSON 解析，不是 JSON 则为文本；responseType: arraybuffer 为字节',
    en: 'the answer is parsed as JSON, else it is text; responseType arraybuffer gives bytes',
    page: request,
  },
  'request.task': {
    zh: '总是返回 RequestTask，不返回 Promise',
    en: 'a RequestTask is returned, never a promise',
    page: promise,
  },
  'request.timeout': {
    zh: '默认 60 秒超时，可用 timeout 或 app.json 的 networkTimeout 修改',
    en: 'the timeout is 60 s, or that of the call, or of networkTimeout in app.json',
    page: network,
  },
  'request.abort': {
    zh: 'abort() 后 fail：request:fail abort',
    en: 'abort() fails it: request:fail abort',
    page: 'api/network/request/RequestTask.abort',
  },
  'request.interrupted': {
    zh: '进入后台 5 秒后未完成的失败：request:fail interrupted；5 秒内完成的不受影响',
    en: 'what is not finished 5 s after the app was hidden fails: request:fail interrupted; what is finished before does not',
    page: network,
  },
  'request.domain': {
    zh: '不在域名列表中：request:fail url not in domain list',
    en: 'a host that is not listed fails: request:fail url not in domain list',
    page: network,
  },
  'request.ten': { zh: '同时最多 10 个，其余排队', en: 'ten at once, the others wait', page: network },
  'request.network': {
    zh: '网络错误：request:fail 加平台的文字',
    en: 'a network error fails with words of the platform',
  },
  'request.method': {
    zh: 'method 须为 OPTIONS、GET、HEAD、POST、PUT、DELETE、TRACE、CONNECT，否则失败',
    en: 'methods are OPTIONS, GET, HEAD, POST, PUT, DELETE, TRACE, CONNECT; another fails',
    page: request,
  },

  'storage.values': {
    zh: '值可以是能用 JSON 表示的任何东西；没有时 getStorageSync 为空字符串',
    en: 'values are anything that JSON can hold; a key that is not there reads as an empty string',
    page: 'api/storage/wx.getStorageSync',
  },
  'storage.async': {
    zh: '异步接口同义；没有时 getStorage 失败：data not found',
    en: 'the asynchronous forms do the same; getStorage of a key that is not there fails: data not found',
  },
  'storage.key': { zh: '一个 key 最多 1 MB', en: 'a key holds 1 MB at most', page: storage },
  'storage.total': { zh: '总共最多 10 MB', en: 'all keys together hold 10 MB at most', page: storage },
  'storage.durable': {
    zh: 'setStorageSync 返回时已经存好，此时被杀也不丢',
    en: 'what setStorageSync has stored survives a kill at once',
    page: storage,
  },

  'jump.tap': {
    zh: 'navigateToMiniProgram 必须由用户点击触发',
    en: 'navigateToMiniProgram needs a tap',
    page: jump,
  },
  'jump.sync': {
    zh: '而且须在 tap 的处理函数返回之前调用；await、定时器、弹窗之后为 fail can only be invoked by user TAP gesture.',
    en: 'and must be called before the handler of the tap returns: after await, a timer or a dialog it fails',
  },
  'jump.dialog': {
    zh: 'showModal 的回调是否也算点击，没有文档：默认不算，jumpAfterDialog: true 时在回调返回之前算',
    en: 'whether the callback of showModal counts as a tap is not documented: by default no; with jumpAfterDialog until it returns',
  },
  'jump.cancel': {
    zh: '微信先询问用户；拒绝为 fail cancel，小程序不离开前台',
    en: 'WeChat asks the user first; refused, it fails with cancel and the app stays',
    page: jump,
  },
  'jump.hides': {
    zh: '打开后小程序进入后台，返回时 scene 1038、referrerInfo {appId, extraData}',
    en: 'once it is open our app is in the background; it returns with scene 1038 and referrerInfo {appId, extraData}',
    page: app,
  },
  'jump.order': { zh: 'success 先于 App.onHide', en: 'success comes before App.onHide' },
  'jump.category': {
    zh: 'apiCategory 为 nativeFunctionalized、browseOnly、chatTool 时不能跳转',
    en: 'it is forbidden where apiCategory is nativeFunctionalized, browseOnly or chatTool',
    page: app,
  },
  'jump.categoryText': {
    zh: '此时的错误文字：fail not allowed in apiCategory x',
    en: 'and says: fail not allowed in apiCategory',
  },
  'jump.killed': {
    zh: '期间被杀：返回时冷启动',
    en: 'an app that was killed meanwhile starts cold',
    page: running,
  },
  'jump.devtools': {
    zh: '开发者工具中只检查，不真的跳转',
    en: 'DevTools only checks the call and hides nothing',
    page: jump,
  },
  'jump.exit': {
    zh: 'exitMiniProgram 须由点击触发',
    en: 'exitMiniProgram needs a tap',
    page: 'api/navigate/wx.exitMiniProgram',
  },
  'jump.back': {
    zh: 'navigateBackMiniProgram 返回打开它的小程序（scene 1037）；不是被小程序打开的则失败',
    en: 'navigateBackMiniProgram goes back to the app that opened this one (scene 1037), or fails',
    page: 'api/navigate/wx.navigateBackMiniProgram',
  },

  'device.info': {
    zh: 'getAppBaseInfo、getWindowInfo、getDeviceInfo、getSystemSetting、getSystemInfoSync、getAccountInfoSync',
    en: 'getAppBaseInfo, getWindowInfo, getDeviceInfo, getSystemSetting, getSystemInfoSync and getAccountInfoSync tell the phone',
    page: 'api/base/system/wx.getAppBaseInfo',
  },
  'device.version': {
    zh: '基础库默认为最新的 3.17.5',
    en: 'the base library is the newest, 3.17.5, unless another is chosen',
    page: 'framework/release',
  },
  'device.theme': {
    zh: '切换深色模式：App.onThemeChange、wx.onThemeChange',
    en: 'dark mode calls App.onThemeChange and wx.onThemeChange',
    page: 'framework/ability/darkmode',
  },
  'device.without': {
    zh: 'without 中的接口没有，canIUse 为假；如鸿蒙没有 wx.onThemeChange',
    en: 'names of wx can be left out, as HarmonyOS has no wx.onThemeChange',
    page: 'framework/ability/ohos',
  },
  'device.network': {
    zh: '断网：wx.onNetworkStatusChange {isConnected, networkType}，getNetworkType 为 none',
    en: 'offline calls wx.onNetworkStatusChange with isConnected and networkType, and getNetworkType says none',
    page: 'api/device/network/wx.onNetworkStatusChange',
  },
  'device.login': {
    zh: 'wx.login 得到 code',
    en: 'wx.login gives a code',
    page: 'api/open-api/login/wx.login',
  },
  'device.modal': {
    zh: 'showModal 得到 confirm 或 cancel',
    en: 'showModal gives confirm or cancel',
    page: 'api/ui/interaction/wx.showModal',
  },
  'device.bar': {
    zh: 'setNavigationBarTitle 改变当前页的标题，其次是页面和 app.json 的标题',
    en: "setNavigationBarTitle changes the current page's title, which else is the page's own or the app's",
    page: 'api/ui/navigation-bar/wx.setNavigationBarTitle',
  },
  'device.select': {
    zh: 'createSelectorQuery 按顺序给出结果，没有则为 null',
    en: 'createSelectorQuery gives its results in order, null where there is none',
    page: 'api/wxml/wx.createSelectorQuery',
  },
} as const satisfies Record<string, Line>;

export type LineName = keyof typeof lines;
