import type { KeyObject } from 'node:crypto';
import type { TrustProxy } from './trust-proxy';

/** Everything that the server is told at its start, parsed and checked. */
export interface Config {
  port: number;
  host: string;
  production: boolean;
  logLevel: string;
  metricsToken?: string;
  /** On the loopback interface, for `/metrics` without a token. */
  metricsPort?: number;
  /** Whose `X-Forwarded-For` is believed. Absent: not known whether there are proxies. */
  trustProxy?: TrustProxy;
  /** How long a server that is to end still takes requests, so that balancers can learn of it. */
  shutdownDelaySeconds: number;
  redis: { url: string; prefix: string };
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
  baseUrl: string;
  backupUrl?: string;
}

/** A sub-merchant that users sign with, and the mini-program that they come from. */
export interface Merchant {
  subMchid: string;
  subAppid: string;
  serviceId: number;
  /** Whose app users log in to: it decides whether WeChat Pay is told `sub_openid` or `sp_openid`. */
  loginApp: 'sub' | 'sp';
  loginAppSecret: string;
}
