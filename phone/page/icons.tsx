import type { ReactNode } from 'react';

const drawings = {
  back: <path d="m15 5-7 7 7 7" />,
  chevron: <path d="m9 6 6 6-6 6" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  down: <path d="M12 5v14m-6-6 6 6 6-6" />,
  more: (
    <g fill="currentColor" stroke="none">
      <circle cx="5" cy="12" r="2" />
      <circle cx="12" cy="12" r="2.8" />
      <circle cx="19" cy="12" r="2" />
    </g>
  ),
  target: (
    <>
      <circle cx="12" cy="12" r="8.5" strokeWidth="2.2" />
      <circle cx="12" cy="12" r="3.4" fill="currentColor" stroke="none" />
    </>
  ),
  home: <path d="M4 11.5 12 5l8 6.5M6.5 10v9h11v-9" />,
  recents: (
    <path d="M8 4h9.5A2.5 2.5 0 0 1 20 6.5V16M4 10.5A2.5 2.5 0 0 1 6.5 8h7a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 17.5z" />
  ),
  lock: <path d="M6 11h12v9H6zm2.5 0V8a3.5 3.5 0 0 1 7 0v3" />,
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />
    </>
  ),
  moon: <path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z" />,
  restart: <path d="M5 12a7 7 0 1 0 2.3-5.2M5 4v4h4" />,
  warning: <path d="M12 4 2.8 19.5h18.4zm0 6v4.5m0 2.6v.1" />,
  bell: <path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zm4.5 3.5h3" />,
  user: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 8.5c.8-3.8 4-5.5 8-5.5s7.2 1.7 8 5.5" />,
  miniprogram: <path d="M7 3.5h10v17H7zm4 14h2" />,
  server: <path d="M4 5h16v6H4zm0 8h16v6H4zm3.5-5h.1m-.1 8h.1" />,
  wechatpay: <path d="M4 12.5 9.5 18 20 6.5" />,
  merchant: (
    <path d="M5 10v10h14V10M3.5 10 5.5 4h13l2 6c0 1.6-1.2 2.6-2.8 2.6S14.8 11.6 14.8 10c0 1.6-1.2 2.6-2.8 2.6S9.2 11.6 9.2 10c0 1.6-1.3 2.6-2.9 2.6S3.5 11.6 3.5 10z" />
  ),
  success: <path d="m4.5 12.5 5 5 10-11" />,
  wifi: (
    <path d="M3 9.5a13 13 0 0 1 18 0M6.3 13a8.2 8.2 0 0 1 11.4 0m-8.2 3.5a3.6 3.6 0 0 1 5 0M12 19.5v.1" />
  ),
  offline: (
    <path d="M3 9.5a13 13 0 0 1 5-3m5-.7a13 13 0 0 1 8 3.7M6.3 13a8.2 8.2 0 0 1 3.200-2M12 19.5v.1M4 4l16 16" />
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** Decoration: what it is for is said by the text or the label beside it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      fill="none"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.8"
      viewBox="0 0 24 24"
      width={size}
    >
      {drawings[name]}
    </svg>
  );
}
