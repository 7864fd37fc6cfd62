module.exports = {
  data: { opened: 0, answer: '', unknown: '' },
  openSecond() {
    const name = encodeURIComponent('王五');
    wx.navigateTo({ url: `../second/second?name=${name}&plain=yes` });
  },
  setTitle() {
    wx.setNavigationBarTitle({ title: '改过的标题' });
  },
  ask() {
    wx.showModal({
      title: '请确认',
      content: '要继续吗？',
      confirmText: '继续',
      cancelText: '算了',
      success: ({ confirm, cancel }) => this.setData({ answer: confirm ? '继续' : cancel ? '算了' : '' }),
    });
  },
  toast() {
    wx.showToast({ title: '已保存', duration: 60000 });
  },
  readUnknown() {
    this.setData({ unknown: typeof wx.someUnknownName });
  },
  callUnknown() {
    wx.someUnknownName();
  },
};
