import { text } from '../problems';
import { clientCertificates, clientKey, keyPrefix, redisUrl } from '../redis-checks';
import { anything, oneOf } from '../values';
import type { Variable } from '../variable';

/** What to do when there is no Redis, or only one that forgets. */
export const installRedis = text(
  '请安装 Redis 6.2 或以上版本（启动：redis-server --appendonly yes），并设置 REDIS_URL，例如 redis://127.0.0.1:6379；装在自己后端里的（createContractServer）没有自带的。在本套件的仓库里只想试用，就运行 npm start，它自带内存版 Redis。',
  'Install Redis 6.2 or later (redis-server --appendonly yes starts it) and set REDIS_URL, such as redis://127.0.0.1:6379; within a back end of your own (createContractServer) there is no other. To just try it out in the repository of this kit run `npm start`, which brings a Redis in memory.',
);

/** Where the Redis is, and how it is spoken to. */
export const redisVariables = {
  REDIS_URL: {
    check: redisUrl,
    missing: installRedis,
    secret: true,
    whose: 'server',
    section: 'needed',
    zh: `
Redis 6.2 或以上（Valkey 也可以），maxmemory-policy 设为 noeviction，并打开持久化：协议就存在里面。
  redis://用户名:密码@主机:端口/库号
  redis-cluster://主机:端口,主机:端口
  redis-sentinel://主机:端口,主机:端口/主节点名/库号（哨兵自己有密码时加 ?sentinelPassword=密码）
用 TLS 时以 rediss 开头。用户名和密码里的 @ / : # ? % 要编码成 %40 %2F %3A %23 %3F %25；本文件里没加引号的 # 之后都是注释。

给本服务单独一个用户时，这些权限就够了（REDIS_PREFIX 改过的话，把三处 contract-kit: 一起改；{ 是键名的一部分，不能省）：
  ACL SETUSER contract-kit on >密码 ~contract-kit:* ~{contract-kit:* &contract-kit:* +@read +@write +@connection +@transaction +eval +evalsha +publish +subscribe +unsubscribe +time -@dangerous +info +cluster|slots +cluster|info`,
    en: `
Redis 6.2 or later, or Valkey, with maxmemory-policy noeviction and persistence: the contracts live in it.
  redis://user:password@host:port/db
  redis-cluster://host:port,host:port
  redis-sentinel://host:port,host:port/master/db (with ?sentinelPassword=… where sentinels have a password of their own)
For TLS write rediss. Percent-encode @ / : # ? % in user names and passwords; in this file an unquoted # begins a comment.

For a Redis user of its own the rights above are enough (with a REDIS_PREFIX of yours, change all three; the { belongs there).`,
  },
  REDIS_PREFIX: {
    check: keyPrefix,
    default: 'contract-kit:',
    whose: 'server',
    section: 'asNeeded',
    zh: 'Redis 里所有键名的前缀；几套服务共用一个 Redis 时各用各的。',
    en: 'What all names in Redis begin with: one for each of the services that share a Redis.',
  },
  REDIS_CA: {
    check: clientCertificates,
    whose: 'server',
    section: 'asNeeded',
    asFile: true,
    zh: 'Redis 的 TLS 证书由私有 CA 签发时，填那个 CA 的证书（PEM，可以有好几份）。写在本文件里的 NODE_EXTRA_CA_CERTS 不起作用。',
    en: `
If a private CA signed the TLS certificate of Redis: the certificate of that CA (PEM, one or more). NODE_EXTRA_CA_CERTS in
this file has no effect, because Node.js reads it before this file.`,
  },
  REDIS_CERT: {
    check: clientCertificates,
    whose: 'server',
    section: 'asNeeded',
    asFile: true,
    zh: 'Redis 要求客户端证书（tls-auth-clients）时填：证书，和下面它的私钥，两项一起。',
    en: 'If Redis asks for a client certificate (tls-auth-clients): the certificate and, below, its private key; both.',
  },
  REDIS_KEY: {
    check: clientKey,
    secret: true,
    whose: 'server',
    section: 'asNeeded',
    asFile: true,
    zh: 'REDIS_CERT 的私钥（PEM）。',
    en: 'The private key of REDIS_CERT (PEM).',
  },
  REDIS_PERSISTENCE: {
    check: oneOf('managed'),
    whose: 'server',
    section: 'asNeeded',
    example: 'managed',
    zh: `
启动时检查 Redis 开了 AOF 或快照；都没开时，NODE_ENV=production 拒绝启动。数据由别的办法保存（例如从节点）就设为 managed，
不再检查。默认不填，即检查；除 managed 外没有别的值。`,
    en: `
The start looks for an append-only file or snapshots; with neither it stops if NODE_ENV=production. If the data is kept in
another way, such as by replicas, set this to managed, its only value; unset, which is the default, it is looked at.`,
  },
  REDIS_EMBEDDED: {
    check: anything,
    plain: true,
    default: '0',
    whose: 'simulator',
    zh: '根目录的命令启动了内存版 Redis 时设为 1。',
    en: 'The root commands set it to 1 together with the address of the Redis in memory that they started.',
  },
} satisfies Record<string, Variable>;
