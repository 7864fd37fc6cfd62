const path = require('node:path');
const { attributes } = require('./attributes.cjs');

/** A Taro plugin that puts aria attributes into the built WXML. */
module.exports = (ctx) => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform) {
      platform.template.mergeComponents(ctx, attributes);
      platform.runtimePath = [platform.runtimePath, path.join(__dirname, 'runtime.mjs')].flat();
    },
  });
};
