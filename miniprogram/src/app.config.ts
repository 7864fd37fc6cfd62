export default defineAppConfig({
  pages: ['pages/sign/index', 'pages/contracts/index'],
  window: {
    navigationBarTitleText: '',
    navigationBarBackgroundColor: '@navigationBarBackgroundColor',
    navigationBarTextStyle: '@navigationBarTextStyle' as 'black',
    backgroundColor: '@backgroundColor',
    backgroundTextStyle: '@backgroundTextStyle' as 'dark',
  },
  darkmode: true,
  themeLocation: 'theme.json',
  sitemapLocation: 'sitemap.json',
  lazyCodeLoading: 'requiredComponents',
});
