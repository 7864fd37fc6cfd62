import { version } from '../../package.json';

/** Every official SDK names itself to WeChat Pay. */
export const userAgent = `wechatpay-contract-kit/${version} (${process.platform}; ${process.arch}) Node/${process.versions.node}`;
