/**
 * The session that whoever opened this mini-program wants signed; '' when they named none. WeChat Pay's pages have it in `extraData`; some
 * merchants write it into the path.
 * @param {{query?: object, referrerInfo?: {extraData?: object}}} options of App.onShow
 */
function preEntrustwebIdOf({ query, referrerInfo }) {
  const { extraData } = referrerInfo || {};
  const fromData = extraData?.pre_entrustweb_id;
  const fromPath = query?.pre_entrustweb_id;
  return String(fromData || decoded(fromPath || ''));
}

/** WeChat leaves a query's values as they were written. */
function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

module.exports = { preEntrustwebIdOf };
