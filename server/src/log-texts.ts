/**
 * What the warnings and errors of the log mean, for people who read Chinese at a terminal: by the message, or by what it
 * begins with where the rest names values.
 */
const logTexts: readonly (readonly [message: string, zh: string])[] = [
  // The start, and the program itself.
  ['could not start', '没有启动'],
  ['the configuration is odd', '配置中请留意'],
  ['unexpected error', '意外错误，进程即将结束'],
  ['requests come through a proxy', '请求经过代理：设置 TRUST_PROXY 之前，登录失败不按用户地址限制'],
  [
    'the proxy of TRUST_PROXY sends no',
    'TRUST_PROXY 所说的代理没有发 X-Forwarded-For：登录失败因此不按用户地址限制',
  ],
  ['request failed', '请求处理失败'],
  ['answer not sent', '应答没能发出'],
  ['service key refused', '服务接口的密钥不对，或没有给：请核对 SERVICE_API_KEYS'],
  ['the observer failed', '旁观者（observe）出错：服务不受影响，以后的错误不再记录'],
  // As a part of another application.
  [
    'a call got 404: basePath',
    '有请求得到 404：basePath 应为挂载的完整路径；只有挂载它的框架会去掉路径时（Express、koa-mount）才不填',
  ],
  [
    'the body of a request was read before',
    '请求体在到这里之前已被读取：照 fix 改好之前，带请求体的调用和微信支付的通知都会失败',
  ],
  ['a request came before start()', '还没有启动就来了请求：请在应用监听之前 await contracts.start()'],
  ['a request came after close()', '关闭之后还有请求：请先让应用停止监听，再 close()'],
  [
    'neither `authenticate` nor',
    '没有给 authenticate，也没有设置 LOGIN_APP_SECRET：没有 contracts.issueToken 换来的令牌，请求都得到 401。用自己的登录请把 authenticate 传给 createContractServer',
  ],
  [
    'a call got 401: without',
    '有请求得到 401：没有给 authenticate，只认 contracts.issueToken 换来的令牌，而它没有带，或已失效',
  ],
  ['authenticate failed, and with it', 'authenticate 没有给出用户，这个请求因此失败：原因见 err'],
  // Redis.
  ['no connection to Redis', '连不上 Redis'],
  ['Redis is there, but not ready yet', 'Redis 在，但还没准备好：等它'],
  ['INFO of Redis is forbidden', 'Redis 不允许 INFO：请确认它是 6.2 或更新、主节点、开启持久化、noeviction'],
  ['the maxmemory-policy of Redis cannot be read', '读不到 Redis 的 maxmemory-policy：请确认是 noeviction'],
  [
    'whether Redis writes to disk cannot be read',
    '读不到 Redis 是否持久化：请确认已开启，并设置 REDIS_PERSISTENCE=managed',
  ],
  // WeChat Pay and login.
  ['called WeChat Pay', '调用微信支付没有成功'],
  ['WeChat Pay refuses, and will until', '微信支付拒绝请求，不改就会一直拒绝'],
  ['no platform certificates', '没有平台证书：请设置微信支付公钥'],
  ['fetching the platform certificates failed', '取平台证书失败，稍后再取'],
  [
    'what names this WeChat Pay public key',
    '用这个微信支付公钥的应答或通知无法验签：如果公钥是您的，请填进配置',
  ],
  [
    "the clock of this machine differs from WeChat Pay's",
    '本机时间与微信支付有偏差，超过 300 秒就不能签约、解约，也收不到通知：请用 NTP 校准',
  ],
  ['the clock of this machine is wrong', '本机时间不准，校准之前不再请求微信支付：请用 NTP 校准'],
  ['called code2Session', '调用微信登录没有成功'],
  ['nobody can log in to this app by wx.login', '这个小程序谁也无法用 wx.login 登录，改好才行'],
  // Notifications.
  [
    'a notification got 404: basePath',
    '有通知得到 404：basePath 不是挂载的完整路径；如果挂载它的框架会去掉路径（如 koa-mount），就不要填 basePath',
  ],
  [
    'a notification got 404',
    '有通知得到 404：PUBLIC_URL 的路径与代理不一致，请让代理原样转发路径，或去掉 PUBLIC_URL 的路径',
  ],
  ['notifications refused', '拒收了一些通知'],
  ['notification refused', '拒收了一条通知'],
  ['notification not handled', '一条通知没能处理，微信支付会重发'],
  ['notification not understood', '通知的内容看不懂，改为查询'],
  ['notification does not fit our record', '通知与记录不符：不采信，改为查询'],
  ['notification of a lost signing of ours does not fit', '通知与已丢失的签约不符：不采信，改为查询'],
  ['contract is not ours', '通知里的协议不是本系统签的'],
  [
    'contract of ours that names no sub-merchant',
    '通知里是本系统的协议，但没有写子商户：已留存，不归给任何商户',
  ],
  [
    'contract of ours that storage does not know, in an unknown state',
    '通知里是本系统的协议，但存储中没有，状态也不认识',
  ],
  // Signings and contracts.
  ['query limit reached', '查询次数到了上限，稍后再查'],
  ['query gave no answer', '查询没有得到结果'],
  ['query answer does not fit our record', '查询结果与记录不符'],
  ['contract state is not known', '不认识的协议状态'],
  ['a contract of ours that storage did not know', '恢复了一份存储中没有的协议'],
  ['report about a signing that storage does not know', '收到存储中没有的签约的消息，改为查询'],
  ['a contract that storage does not know is not as we expect it', '存储中没有的协议与预期不符，再次查询'],
  ['WeChat Pay knows no such contract any more', '微信支付已查不到这份协议：标为存疑，用户可以重新签约'],
  [
    'WeChat Pay did not confirm a contract',
    '微信支付没能确认协议，用户因此无法重新签约：如果它的应答表示没有这份协议，请按 状态码:错误码 填进 WECHATPAY_NO_CONTRACT_CODES',
  ],
  [
    'WeChat Pay does not know a contract that it has confirmed',
    '微信支付查不到它确认过的协议：在本系统中已结束',
  ],
  ['one user has two contracts in force', '一个用户与同一商户有两份有效协议：请解约其中一份'],
  ['two contract ids for one out_contract_code', '同一个 out_contract_code 有两个 contract_id'],
  ['closing check not added again', '没能再次安排过期前的查询'],
  ['jobs not looked after', '没能检查后续查询是否还在：下次读取这份签约时再看'],
  ['termination not accepted', '解约没有被受理'],
  // The merchant's functions or webhook, and their jobs.
  [
    "the merchant's functions are not called",
    '不会调用 server/merchant 里的函数：事件去哪里由 instead 里的变量决定',
  ],
  [
    "one of the merchant's functions is not written yet",
    'server/merchant 里有一个函数还没有写：它的事件都算作收下',
  ],
  [
    'the merchant did not take an event',
    '商户没有收下事件，以后每天只再试一次：改好后运行 sendAgain 里的命令再发',
  ],
  [
    "a call of the merchant's function has not ended",
    '商户代码还没有返回：返回后，或后端重新启动后，再发这个事件',
  ],
  [
    "the merchant's function returned no promise",
    '商户代码没有返回 Promise，事件立即算作收下，不管它之后做什么：请写成 async',
  ],
  ["an error escaped the merchant's function after", '商户代码在这次尝试结束之后抛出了错误：请在代码里捕获'],
  ["an error escaped the merchant's function:", '商户代码抛出了没有捕获的错误：这次尝试失败'],
  ['merchant event', '商户没有收下事件，稍后再发'],
  ['a late delivery was not noted', '商户代码超时后收下了事件，但没能记下'],
  ['job queue', '任务队列出错'],
  ['job failed', '任务失败'],
];

/** @returns what a message of the log means, in Chinese, if it is one that people are to read */
export function logTextOf(message: string): string | undefined {
  return logTexts.find(([begin]) => message.startsWith(begin))?.[1];
}
