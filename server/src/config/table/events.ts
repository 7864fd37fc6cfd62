import { oneOf } from '../values';
import type { Variable } from '../variable';
import { webhookSecrets, webhookUrl } from '../webhook-checks';

/** Who gets the events of contracts, if not the functions of `server/merchant`. */
export const eventVariables = {
  MERCHANT_WEBHOOK_URL: {
    check: webhookUrl,
    secret: true,
    whose: 'server',
    section: 'asNeeded',
    example: 'https://shop.example.com/contract-events',
    zh: `
你的业务不在 server/merchant/ 里（例如用 Java、PHP、Go 写成）时：接收事件的地址。事件按 Standard Webhooks 的规则签名，用 POST 发过去，
server/merchant/ 里的函数就不再调用。必须是 https；接收方在本机时可以是 http。见 docs/webhooks.md。`,
    en: `
If what follows a contract is not written in server/merchant/ (but in Java, PHP, Go, say): the address that takes the events. They are
posted there, signed by the rules of Standard Webhooks, instead of to those functions. https, or http on this machine. See docs/webhooks.en.md.`,
  },
  MERCHANT_WEBHOOK_SECRET: {
    check: webhookSecrets,
    secret: true,
    whose: 'server',
    section: 'asNeeded',
    example: 'whsec_…',
    zh: `
上面的地址用来验证签名的密钥：whsec_ 加上 24 到 64 字节的 base64。更换时新旧两个都填，用逗号隔开，接收方换好后再去掉旧的。
生成一个：node -p "'whsec_'+crypto.randomBytes(32).toString('base64')"`,
    en: `
The secret by which that address checks the signatures: whsec_ and the base64 of 24 to 64 bytes. To change it, give the new and the old
one, separated by a comma, until the receiver has the new one. The command makes one.`,
  },
  MERCHANT_WEBHOOK_INSECURE: {
    check: oneOf('true', 'false'),
    default: 'false',
    whose: 'server',
    section: 'rarely',
    zh: '设为 true 时，MERCHANT_WEBHOOK_URL 可以是另一台机器的 http 地址：事件里有 openid，只在自己的内网里用。每次启动都会提醒。',
    en: `
With true, MERCHANT_WEBHOOK_URL may be http on another machine: events have openids in them, so only within a network of your own.
Each start warns of it.`,
  },
  MERCHANT_EVENTS: {
    check: oneOf('none'),
    whose: 'server',
    section: 'asNeeded',
    example: 'none',
    zh: `
生产环境（NODE_ENV=production）里，既没有写 server/merchant/index.ts 又没有设置 MERCHANT_WEBHOOK_URL 就不启动，免得用户签了约却没有人知道。
确实不要事件就设为 none，它没有别的值。`,
    en: `
In production (NODE_ENV=production) the start stops if server/merchant/index.ts is as it came and MERCHANT_WEBHOOK_URL is not set: users would sign and
nobody would know. If no events are wanted set this to none, its only value.`,
  },
} satisfies Record<string, Variable>;
