import type { Comment } from "../../grammar/ast.ts";
import type { Span } from "../../grammar/source.ts";

/**
 * Places for a tree that was never a text. The printer takes from them which line breaks the author wants and where comments
 * belong: so they are handed out in reading order, as if it had been typed.
 */
export class Cursor {
  readonly comments: Comment[] = [];
  readonly lines: number[] = [0];
  private at = 0;

  /** The next place on this line. */
  here(): Span {
    this.at += 1;
    return { start: this.at, end: this.at };
  }

  newline(): void {
    this.at += 1;
    this.lines.push(this.at);
  }

  /** A comment, on a line of its own or at the end of this one. It must not hold a line break. */
  comment(text: string, trailing: boolean): void {
    this.comments.push({ text, trailing, span: this.here() });
  }

  /** From a place to the present one. */
  since({ start }: Span): Span {
    return { start, end: this.here().end };
  }
}
