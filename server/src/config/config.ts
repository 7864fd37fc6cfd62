import type { KeyObject } from 'node:crypto';
import type { Problem } from './problems';
import type { RedisTarget } from './redis-url';
import type { ServiceKey } from './service-keys';
import type { TrustProxy } from './trust-proxy';

/** Everything that the server is given at its start, parsed and checked. */
export interface Config {
  port: number;
  host: string;
  production: boolean;
  logLevel: string;
  metricsToken?: string;
  /** On the loopback interface, for `/metrics` without a token. */
  metricsPort?: number;
  /** The service API; absent when it is off. */
  service?: { port: number; host: string; keys: ServiceKey[] };
  /** Whose `X-Forwarded-For` is believed. Absent: not known whether there are proxies. */
  trustProxy?: TrustProxy;
  /** How long a server that is to end still takes requests, so that balancers can learn of it. */
  shutdownDelaySeconds: number;
  redis: {
    target: RedisTarget;
    prefix: string;
    /** What TLS goes by, besides the certificate authorities of Node.js. */
    tls?: RedisTls;
    /** Whether the start looks at it that Redis writes to disk, or somebody else sees to its data. */
    persistence: 'checked' | 'managed';
  };
  wechatPay: WechatPayConfig;
  /** Origin of `jscode2session`. */
  wechatApiBaseUrl: string;
  /** The service provider's own app. */
  spAppid: string;
  merchants: Merchant[];
  /** `PUBLIC_URL` + `/notifications/wechatpay` */
  notifyUrl: string;
  displayAccount: string;
  signIdIn: 'extraData' | 'query' | 'both';
  signingLifetimeSeconds: number;
  /** How many contracts in force are checked again a second, by all servers together. */
  recheckPerSecond: number;
  /** Where events go instead of to the merchant's functions. */
  webhook?: WebhookConfig;
  /** `none`: it is meant that nobody gets them. */
  merchantEvents?: 'none';
  /** What is odd in it and yet used: to be shown once, at the start. */
  warnings: Problem[];
}

/** In PEM. */
export interface RedisTls {
  /** The only certificate authorities that are trusted. */
  ca?: string;
  /** Shown to a Redis that asks for one, with what signed it. */
  cert?: string;
  key?: string;
}

export interface WebhookConfig {
  /** https, or http to this machine, or http that was allowed. Its query may be a secret: it is never shown. */
  url: string;
  /** Keys by which events are signed, each of 24 to 64 bytes; two while one takes the other's place. */
  secrets: Buffer[];
}

export interface WechatPayConfig {
  /** The service provider's merchant number. */
  mchid: string;
  merchantSerial: string;
  merchantPrivateKey: KeyObject;
  /** 32 bytes. */
  apiV3Key: Buffer;
  /** Absent: platform certificates only. */
  publicKey?: { id: string; key: KeyObject };
  /** `STATUS:CODE` of refusals that mean, beside those that the client knows, that a contract does not exist. */
  noContractCodes?: string[];
  baseUrl: string;
  backupUrl?: string;
}

/** A sub-merchant that users sign with, and the mini-program that they come from. */
export interface Merchant {
  subMchid: string;
  subAppid: string;
  serviceId: number;
  /** Whose app users log in to: it decides whether WeChat Pay is sent `sub_openid` or `sp_openid`. */
  loginApp: 'sub' | 'sp';
  /** Absent: nobody logs in by `wx.login`, as the merchant has a login of its own. */
  loginAppSecret?: string;
}
