App({
  onLaunch() {
    const opened = (wx.getStorageSync('opened') || 0) + 1;
    wx.setStorageSync('opened', opened);
    this.opened = opened;
  },
});
