export default defineAppConfig({
  pages: ['pages/sign/index', 'pages/contracts/index'],
  window: { navigationBarTitleText: '免密支付' },
});
