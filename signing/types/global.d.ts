/** What a mini-program has of its own accord: https://developers.weixin.qq.com/miniprogram/dev/reference/api/setTimeout.html */
declare function setTimeout(callback: () => void, ms?: number): number;
declare function clearTimeout(timer: number | undefined): void;
declare function setInterval(callback: () => void, ms?: number): number;
declare function clearInterval(timer: number | undefined): void;
