import { displayAccount } from '../display-account';
import { text } from '../problems';
import { trustedProxies } from '../trust-proxy';
import { notifyUrl } from '../urls';
import { anotherPort, anything, integer, listenAddress, matching, oneOf } from '../values';
import type { Others, Variable } from '../variable';

const bearerToken = matching(
  /^[A-Za-z0-9._~+/=-]{16,256}$/,
  text(
    '请用 16 到 256 个字母、数字或 . _ ~ + / = -，最好是随机生成的。',
    'Use 16 to 256 letters, digits or . _ ~ + / = -, best made at random.',
  ),
);

/** How this server runs and where it is reached. */
export const serverVariables = {
  PUBLIC_URL: {
    check: notifyUrl,
    missing: text(
      '请填微信支付发通知用的公网地址，例如 https://pay.example.com；装在自己后端里的（createContractServer）带上挂载的路径，例如 https://example.com/pay。配合模拟器时填本机的地址，例如 http://127.0.0.1:3000 或 http://127.0.0.1:3000/pay。',
      'Give the public address to which WeChat Pay sends notifications, such as https://pay.example.com; within a back end of your own (createContractServer) with the path of the mount, such as https://example.com/pay. Beside the simulator it is on this machine: http://127.0.0.1:3000, or http://127.0.0.1:3000/pay.',
    ),
    whose: 'provider',
    section: 'needed',
    zh: `
本服务的公网地址，可带路径，不带参数。必须是 https 域名，微信支付要能直接访问；通知发到它后面加 /notifications/wechatpay 的地址。
带路径（如 https://example.com/pay）时，反向代理去不去掉 /pay 都行；它下面只有 /api 和 /notifications 应答。

解约通知：多数同类产品发往随模板（服务）登记的地址，不是每次请求里的那个。开通产品时，请让微信支付把这同一个地址登记为解约通知地址。
没有登记也会知道用户解约了，只是晚：每天查询一次，用户打开“我的免密支付”或再次签约时也查询。

防火墙要放行的来源（公开的网段，会变）：签约与解约 101.226.233.128/25；其他通知 101.226.103.0/25、140.207.54.0/25、121.51.58.128/25、
183.3.234.0/25、58.251.80.0/25、121.51.30.128/25、203.205.219.128/25、81.71.199.64、81.71.198.25、81.71.199.59。两组都放行。
它只是放行名单，不能代替验签：来源地址说明不了通知是谁写的，验签才能，本服务总是验签。`,
    en: `
This server's public address, with a path or without: an https domain that WeChat Pay can reach directly.
Notifications go to it followed by /notifications/wechatpay. A path (https://example.com/pay) may be stripped by the proxy
or not; below it only /api and /notifications answer.

Terminations: with most sibling products they go to an address registered with the template (the service), not to the one that each
request names. When the product is granted, have WeChat Pay register this same address for them. Without it you learn late that a
user has ended a contract: by a query once a day, when the user opens the list of contracts, or signs again.

Where notices come from, for a firewall that must let them in (as published; they change): signing and termination notices from the
first range above, others from the rest. Allow both groups. It is no substitute for the signature, which is always checked.`,
  },
  NODE_ENV: {
    check: anything,
    plain: true,
    whose: 'server',
    section: 'asNeeded',
    example: 'production',
    zh: '生产环境设为 production：监听所有网卡，并拒绝会丢数据的 Redis 设置。',
    en: 'Set to production there: it listens on all interfaces, and refuses a Redis set up to lose data.',
  },
  PORT: {
    check: integer(0, 65535),
    default: 3000,
    whose: 'server',
    section: 'asNeeded',
    zh: '监听的端口。',
    en: 'Port to listen on.',
  },
  HOST: {
    check: listenAddress,
    // Other machines reach a development server only when that is asked for.
    default: ({ production }: Others) => (production ? '0.0.0.0' : '127.0.0.1'),
    whose: 'server',
    section: 'asNeeded',
    example: '127.0.0.1',
    zh: '监听的地址。默认 127.0.0.1（只有本机能访问），NODE_ENV=production 时默认 0.0.0.0。',
    en: 'Address to listen on: 127.0.0.1 (this machine only) by default, 0.0.0.0 if NODE_ENV=production.',
  },
  LOG_LEVEL: {
    check: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    whose: 'server',
    section: 'asNeeded',
    zh: '日志级别：trace、debug、info、warn、error、fatal、silent。',
    en: 'Log level: one of those.',
  },
  METRICS_TOKEN: {
    check: bearerToken,
    secret: true,
    whose: 'server',
    section: 'asNeeded',
    zh: '用令牌读取 PORT 上的 /metrics：至少 16 个字符。不设置时 PORT 上没有 /metrics。',
    en: 'Token for reading /metrics on PORT, at least 16 characters. Without it there is no /metrics on PORT.',
  },
  METRICS_PORT: {
    check: anotherPort('9464'),
    whose: 'server',
    section: 'asNeeded',
    example: '9464',
    zh: '在本机另开一个端口（127.0.0.1）供 Prometheus 读取 /metrics，不需要令牌；不要让代理指向它。容器外读不到，请用令牌。默认不开。',
    en: `
A port of its own on 127.0.0.1 for /metrics, without a token; let no proxy lead to it. From outside a container use the token.
There is none by default.`,
  },
  TRUST_PROXY: {
    check: trustedProxies,
    whose: 'server',
    section: 'asNeeded',
    example: '1',
    zh: `
服务器前面有几层代理（没有填 0），或这些代理的 IP 和网段，逗号隔开；不能填 true。登录失败按用户地址限制（10 分钟 30 次），
地址取自代理写的 X-Forwarded-For（nginx：proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for）。
默认不填：没有代理时按连接的地址限制；前面有代理则不按地址限制，日志里提醒一次。`,
    en: `
How many proxies stand before the server (0: none), or their addresses and networks, separated by commas; never true. Failed
logins are limited by address (30 in 10 minutes), which is read from the X-Forwarded-For that these proxies write. Unset, which is
the default, it is the address that connects; behind a proxy there is then no limit by address, and the log says so once.`,
  },
  SHUTDOWN_DELAY_SECONDS: {
    check: integer(0, 60),
    default: ({ production }: Others) => (production ? 5 : 0),
    whose: 'server',
    section: 'asNeeded',
    example: '5',
    zh: `
收到结束信号后继续服务多少秒（0 到 60）：其间 /readyz 答 503，让负载均衡先摘掉本进程。默认 5，不是 production 时为 0。
应比负载均衡发现 503 所需的时间长；部署工具的强制结束时间应比它再多 45 秒。`,
    en: `
For how many seconds (0 to 60) it still serves when asked to end, with 503 on /readyz, so that a balancer takes it out first.
5 by default, 0 unless in production. Make it longer than the balancer needs to see that, and let whatever kills it wait 45 s more.`,
  },
  CONTRACT_DISPLAY_ACCOUNT: {
    check: displayAccount,
    default: '微信用户',
    whose: 'server',
    section: 'asNeeded',
    zh: `
签约页上显示的用户名称，最多 32 字节（10 个汉字），不能有表情符号。小程序没有另给名称时用它。
最好只用汉字、字母和数字：空格和特殊字符可能使签约页的按钮失灵，启动时会提醒。`,
    en: `
The user's name on the signing page, at most 32 bytes, no emoji. Used when the mini-program does not give another. Blanks and
special characters may break the signing page's button: the start warns of them.`,
  },
  RECHECK_PER_SECOND: {
    check: integer(1, 1000),
    default: 20,
    whose: 'server',
    section: 'rarely',
    zh: '每天会向微信支付再查一遍有效的协议，防止解约通知丢失：所有进程合计每秒最多查几份（1 到 1000，默认 20）。',
    en: `
Contracts in force are checked again once a day, in case the notice of an end was lost: how many a second, over all servers (1 to 1000,
20 by default).`,
  },
} satisfies Record<string, Variable>;
