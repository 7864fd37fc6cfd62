const { mergeInternalComponents } = require('@tarojs/shared');
const { attributes } = require('./attributes.cjs');

mergeInternalComponents(attributes);
