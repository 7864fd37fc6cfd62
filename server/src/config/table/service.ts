import { serviceKeys } from '../service-keys';
import { anotherPort, listenAddress } from '../values';
import type { Variable } from '../variable';

/** How a back end of the merchant's, in any language, speaks to this server. */
export const serviceVariables = {
  SERVICE_PORT: {
    check: anotherPort('9465'),
    whose: 'server',
    section: 'asNeeded',
    example: '9465',
    zh: `
服务接口（/service/…）的端口，给你自己的后端用，任何语言都可以：换取登录令牌、查协议、解约、重发事件。见 docs/service-api.md。
和 SERVICE_API_KEYS 一起设置才打开。不要让公网的代理指向它。`,
    en: `
The port of the service API (/service/…), for a back end of your own in any language: tokens for users, contracts, terminations, events.
See docs/service-api.en.md. It is on when SERVICE_API_KEYS is set, too. Let no proxy of the internet lead to it.`,
  },
  SERVICE_HOST: {
    check: listenAddress,
    default: '127.0.0.1',
    whose: 'server',
    section: 'asNeeded',
    example: '0.0.0.0',
    zh: '服务接口监听的地址，默认 127.0.0.1（只有本机能访问）。容器里填 0.0.0.0，并只对内网开放这个端口。',
    en: `
Address that the service API listens on: 127.0.0.1, this machine only, by default. In a container 0.0.0.0, with the port open to your own
network only.`,
  },
  SERVICE_API_KEYS: {
    check: serviceKeys,
    secret: true,
    whose: 'server',
    section: 'asNeeded',
    zh: `
服务接口的密钥：名称:密钥，多个用逗号隔开（轮换时新旧并存）。密钥至少 32 个字符，随机生成：openssl rand -hex 32。
只许管某些子商户的，写成 名称:密钥:子商户号+子商户号。日志里只出现名称。`,
    en: `
Keys of the service API: NAME:KEY, several separated by commas (old and new while one is replaced). A key has at least 32 characters, made at
random: openssl rand -hex 32. One for some sub-merchants only is NAME:KEY:SUB_MCHID+SUB_MCHID. The log shows names only.`,
  },
} satisfies Record<string, Variable>;
