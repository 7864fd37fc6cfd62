Page({
  data: { raw: '', name: '', plain: '' },
  onLoad({ name, plain }) {
    this.setData({ raw: name, name: decodeURIComponent(name), plain });
  },
  goBack() {
    wx.navigateBack();
  },
});
