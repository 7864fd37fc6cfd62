declare module 'miniprogram-compiler' {
  /** The body of a function that gives `$gwx`. */
  export function wxmlToJs(folder: string): string;
  /** The body of a function that gives, by a style sheet's path, a function that puts it into the document. */
  export function wxssToJs(folder: string): string;
}
