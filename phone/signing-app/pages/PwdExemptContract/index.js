const { preEntrustwebIdOf } = require('../../opening');
const { abandonSession, openSession, signSession } = require('../../requests');
const { textsIn } = require('../../texts');

/** Screens that a mere return to the foreground leaves alone; the others look again. */
const lasting = ['loading', 'agreement', 'done'];

Page({
  data: { screen: 'loading', notice: '', session: {}, busy: '', t: {}, theme: 'light', scale: 1 },

  onLoad() {
    this.onOpened = (options) => this.opened(preEntrustwebIdOf(options));
    this.onTheme = ({ theme }) => this.setData({ theme });
    wx.onAppShow(this.onOpened);
    wx.onThemeChange(this.onTheme);
    this.start(preEntrustwebIdOf(wx.getEnterOptionsSync()));
  },

  /** The next one to come finds nothing of the session that was left. */
  onHide() {
    if (this.visit.left) this.setData({ screen: 'loading' });
  },

  onUnload() {
    wx.offAppShow(this.onOpened);
    wx.offThemeChange(this.onTheme);
    this.visit = undefined;
  },

  /** Opened while it was still running. A foreground that opens nothing new repeats the last id, or names none. */
  opened(id) {
    const { left, id: current } = this.visit;
    const isSame = id === '' || id === current;
    if (left || !isSame || !lasting.includes(this.data.screen)) this.start(id);
  },

  start(id) {
    this.visit = { id, left: false };
    this.look();
    this.setData({ screen: 'loading', busy: '' });
    if (id === '') this.setData(noticeOf('missing'));
    else this.once('open', async () => ({ screen: 'agreement', session: shown(await openSession(id)) }));
  },

  look() {
    const { language, theme, fontSizeScaleFactor } = wx.getAppBaseInfo();
    const t = textsIn(language);
    this.setData({ t, theme: theme || 'light', scale: fontSizeScaleFactor || 1 });
    wx.setNavigationBarTitle({ title: t.title });
  },

  agree() {
    this.once('agree', async (visit) => {
      visit.extraData = await signSession(visit.id);
      return { screen: 'done' };
    });
  },

  decline() {
    this.once('decline', async (visit) => {
      // Whoever wants to leave is not held up by what WeChat Pay says to it.
      await abandonSession(visit.id).catch(() => {});
      return leave(visit);
    });
  },

  finish() {
    this.once('finish', (visit) => leave(visit, { extraData: visit.extraData }));
  },

  back() {
    this.once('back', (visit) => leave(visit));
  },

  retry() {
    if (!this.visit.doing) this.start(this.visit.id);
  },

  /** Does one thing at a time, then shows what came of it, unless another session has been opened meanwhile. */
  once(name, act) {
    const { visit } = this;
    if (visit.doing || visit.left) return;
    visit.doing = name;
    this.setData({ busy: name });
    const show = (change) => {
      if (this.visit !== visit) return;
      visit.doing = undefined;
      this.setData({ ...change, busy: '' });
    };
    act(visit).then(show, (refusal) => show(noticeOf(refusal)));
  },
});

/** Back to the mini-program that opened this one. Opened otherwise, by a link, there is nowhere to go. */
function leave(visit, options = {}) {
  return new Promise((resolve) => {
    wx.navigateBackMiniProgram({
      ...options,
      success: () => {
        visit.left = true;
        resolve({});
      },
      fail: () => resolve(noticeOf('closed')),
    });
  });
}

function noticeOf(notice) {
  return { screen: 'notice', notice };
}

/** The page bears the provider's logo and name, never the sub-merchant's. */
function shown({ providerName, serviceName, displayAccount }) {
  return { providerName, serviceName, displayAccount, initial: Array.from(providerName)[0] };
}
