export type Language = 'zh-CN' | 'en';

/** Every error that the server answers with: its HTTP status, and what it tells people to do. */
export const errors = {
  invalid_request: {
    status: 400,
    'zh-CN': '请求内容有误，请按 details 中的提示修改',
    en: 'The request is not valid; see details for what to change',
  },
  invalid_json: { status: 400, 'zh-CN': '请求体不是有效的 JSON', en: 'The request body is not valid JSON' },
  merchant_required: {
    status: 400,
    'zh-CN': '服务器配置了多个商户或小程序，请在登录时指定 appId 和 subMchid',
    en: 'This server has more than one merchant or mini-program; name appId and subMchid when logging in',
  },
  merchant_unknown: {
    status: 400,
    'zh-CN': '服务器没有配置这个 appId 或 subMchid',
    en: 'No such appId or subMchid is configured on this server',
  },
  invalid_code: {
    status: 401,
    'zh-CN': '登录凭证无效或已使用，请重新调用 wx.login',
    en: 'The login code is invalid or already used; call wx.login again',
  },
  unauthorized: { status: 401, 'zh-CN': '请先登录', en: 'Please log in' },
  login_blocked: {
    status: 403,
    'zh-CN': '微信判定该账号存在风险，暂时无法登录',
    en: 'WeChat considers this account at risk and does not let it log in',
  },
  forbidden: { status: 403, 'zh-CN': '不允许访问', en: 'Not allowed' },
  login_elsewhere: {
    status: 404,
    'zh-CN': '这里不用 wx.login 登录：小程序要用商家自己的登录（authorization）',
    en: "There is no login by wx.login here: the mini-program has to use the merchant's own (authorization)",
  },
  not_found: { status: 404, 'zh-CN': '没有找到', en: 'Not found' },
  method_not_allowed: { status: 405, 'zh-CN': '不支持此请求方法', en: 'This method is not supported here' },
  already_signed: { status: 409, 'zh-CN': '您已开通，无需重复签约', en: 'You have already signed' },
  not_signed: { status: 409, 'zh-CN': '尚未签约，无法解约', en: 'There is no contract to terminate' },
  contract_in_force: {
    status: 409,
    'zh-CN': '该用户还有有效的协议，解约后才能删除其信息',
    en: 'This user has a contract in force: end it before they are forgotten',
  },
  signing_under_way: {
    status: 409,
    'zh-CN': '该用户正在签约，签约结束或过期后才能删除其信息',
    en: 'This user is signing: wait until that has ended or expired',
  },
  not_doubtful: {
    status: 409,
    'zh-CN': '该协议没有疑问，以微信支付的应答为准',
    en: "There is no doubt about this contract: WeChat Pay's answer holds",
  },
  not_theirs: {
    status: 409,
    'zh-CN': '微信支付说该协议不是这个用户的，或没有该协议',
    en: "WeChat Pay says that this contract is not this user's, or that there is none",
  },
  body_too_large: { status: 413, 'zh-CN': '请求体过大', en: 'The request body is too large' },
  unsupported_media_type: {
    status: 415,
    'zh-CN': '请求体必须是 application/json',
    en: 'The request body must be application/json',
  },
  rate_limited: { status: 429, 'zh-CN': '操作太频繁，请稍后再试', en: 'Too many requests; try again later' },
  body_already_read: {
    status: 500,
    'zh-CN': '服务器的接入方式有误：请商家按服务器日志的提示修改',
    en: "The server is not set up right: the merchant must mend it as the server's log says",
  },
  internal: { status: 500, 'zh-CN': '服务器出错，请稍后再试', en: 'Something went wrong; try again later' },
  wechatpay_refused: {
    status: 502,
    'zh-CN': '微信支付拒绝了请求，请把支持代码告诉商家',
    en: 'WeChat Pay refused the request; give the merchant the support code',
  },
  wechatpay_unverified: {
    status: 502,
    'zh-CN': '微信支付的应答未通过验签，已丢弃',
    en: "WeChat Pay's answer failed verification and was dropped",
  },
  login_refused: {
    status: 502,
    'zh-CN': '微信拒绝了这次登录，请把支持代码告诉商家',
    en: 'WeChat refused this login; give the merchant the support code',
  },
  login_misconfigured: {
    status: 502,
    'zh-CN': '登录配置有误：请商家按服务器日志的提示检查小程序的 AppID、AppSecret 和权限',
    en: "Login is misconfigured: the merchant must check the app's AppID, AppSecret and permissions, as the server's log says",
  },
  not_running: {
    status: 503,
    'zh-CN': '服务还没有启动，或已经停止，请稍后再试',
    en: 'The service has not started yet, or has ended; try again later',
  },
  login_unavailable: {
    status: 503,
    'zh-CN': '暂时无法确认您的登录，请稍后再试',
    en: 'Your login cannot be checked now; try again later',
  },
  busy: { status: 503, 'zh-CN': '正在处理，请稍后再试', en: 'Still working on it; try again shortly' },
  wechatpay_unavailable: {
    status: 503,
    'zh-CN': '微信支付繁忙，请稍后再试',
    en: 'WeChat Pay is busy; try again later',
  },
  server_clock_wrong: {
    status: 503,
    'zh-CN': '服务器的时间不准，暂时无法办理：请商家校准服务器时间',
    en: "The server's clock is wrong, and nothing can be done until it is right: the merchant must set it",
  },
  wechat_unavailable: { status: 503, 'zh-CN': '微信繁忙，请稍后再试', en: 'WeChat is busy; try again later' },
  storage_unavailable: {
    status: 503,
    'zh-CN': '存储暂时不可用，请稍后再试',
    en: 'Storage is not available; try again later',
  },
  wechatpay_timeout: {
    status: 504,
    'zh-CN': '微信支付没有及时应答，请稍后再试',
    en: 'WeChat Pay did not answer in time; try again later',
  },
  wechat_timeout: {
    status: 504,
    'zh-CN': '微信没有及时应答，请稍后再试',
    en: 'WeChat did not answer in time; try again later',
  },
} as const satisfies Record<string, { status: number } & Record<Language, string>>;

/** Stable names of errors. */
export type ErrorCode = keyof typeof errors;
