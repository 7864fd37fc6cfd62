/** Whoever reads what is printed may leave, as `| head` does: there is nobody to print for then, and no error to tell. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(BROKEN_PIPE);
  });
}

/** As a shell says of a program that a broken pipe has ended. */
const BROKEN_PIPE = 141;
