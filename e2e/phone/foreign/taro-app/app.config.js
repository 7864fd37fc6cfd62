export default defineAppConfig({
  pages: ['pages/index/index', 'pages/second/index'],
  window: { navigationBarTitleText: 'WeChat', navigationBarTextStyle: 'black' },
});
