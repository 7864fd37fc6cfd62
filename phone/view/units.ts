/**
 * A CSS value that a browser understands: `rpx` is a 750th of the page's width, and a page in an iframe has safe areas of its own.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxss.html
 */
export function browserValue(value: string): string {
  return value
    .replace(/(?<![\w#.-])(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi, (_, number: string) => `${Number(number) / 7.5}vw`)
    .replace(/\b(?:env|constant)\(\s*(safe-area-inset-\w+)/g, 'var(--$1');
}
