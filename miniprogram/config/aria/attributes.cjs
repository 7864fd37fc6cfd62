/**
 * Taro's templates leave out every attribute that they do not know, aria ones among them. These are what our pages
 * use; the template and the runtime must get the same, for both number the attributes in this order.
 */
exports.attributes = {
  View: { 'aria-role': "''", 'aria-label': "''", 'aria-hidden': "''" },
};
