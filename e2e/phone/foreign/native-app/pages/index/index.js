const parts = [
  require('../../parts/conditions'),
  require('../../parts/lists'),
  require('../../parts/events'),
  require('../../parts/system'),
];

Page(
  Object.assign({}, ...parts, {
    data: Object.assign({}, ...parts.map(({ data }) => data)),
    onLoad() {
      this.setData({ opened: getApp().opened });
    },
  }),
);
