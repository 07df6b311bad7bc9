import type { Comment } from "./ast.ts";

/** A printed tree before its lines are broken. */
export type Document = string | readonly Document[] | Sequence | Bracketed | Blocks;

/**
 * Where a line may break: before the arrows of a chain, or after the commas of a row (`return a, b`). A break of the source is
 * kept, and one is added before an element that would go past the width. Both give the same text when it is printed again:
 * what was added is then a break of the source.
 */
export interface Sequence {
  readonly kind: "chain" | "row";
  readonly elements: readonly Element[];
}

/** A row in brackets: `[a, b]`, `f(a, b)`, `(x: 3; N=2)`. `from` and `to` are the source offsets of the brackets' inside. */
export interface Bracketed {
  readonly kind: "list";
  readonly open: string;
  readonly close: string;
  readonly elements: readonly Element[];
  readonly from: number;
  readonly to: number;
}

export interface Element {
  readonly document: Document;
  readonly start: number;
  readonly end: number;
  /** What stands between it and the next one of a row, if not a comma. */
  readonly separator?: string;
}

/**
 * What is in brackets either on one line or with its content on lines of its own, deeper: a group of stages, the branches of an
 * `if`. It is broken if the source breaks it, or a comment does, or it does not fit.
 */
export interface Blocks {
  readonly kind: "blocks";
  readonly parts: readonly Part[];
  readonly close: string;
  /** Inside the brackets on one line. */
  readonly padding: "" | " ";
}

export interface Part {
  /** With the bracket that it ends with, and with that which closes the part before. */
  readonly open: Document;
  readonly content: Element;
  /** What lies between these offsets of the source and is a comment belongs inside. */
  readonly from: number;
  readonly to: number;
}

const width = 100;
const indent = 2;

const isText = (d: Document): d is string => typeof d === "string";
const isGroup = (d: Document): d is readonly Document[] => Array.isArray(d);

/** The length on one line. */
function lengthOf(document: Document): number {
  if (isText(document)) return document.length;
  if (isGroup(document)) return document.reduce((sum, part) => sum + lengthOf(part), 0);
  if (document.kind === "blocks") return blocksLength(document);
  const between = document.kind === "chain" ? 4 : 2;
  const inside = document.elements.reduce((total, e) => total + lengthOf(e.document) + between, -between);
  return Math.max(0, inside) + (document.kind === "list" ? document.open.length + document.close.length : 0);
}

const blocksLength = ({ parts, close, padding }: Blocks): number =>
  parts.reduce(
    (sum, { open, content }) => sum + lengthOf(open) + lengthOf(content.document) + 2 * padding.length,
    close.length,
  );

/** Three slashes stay together, as other tools read them in their own way. */
const commentText = (text: string): string => (text === "" || text.startsWith("/") ? `//${text}` : `// ${text}`);

/** Writes documents line by line and puts the comments back where they were. */
export class Writer {
  readonly #done: string[] = [];
  #line = "";
  /** The texts of end-of-line comments for the line that is being written. */
  #trailing: string[] = [];
  readonly #comments: readonly Comment[];
  #next = 0;
  readonly #lines: readonly number[];

  constructor(comments: readonly Comment[], lines: readonly number[]) {
    this.#comments = comments;
    this.#lines = lines;
  }

  /** The line of the source, counted from 0, that holds `offset`. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.#lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  text(): string {
    if (this.#line !== "" || this.#trailing.length > 0) this.newline(0);
    return this.#done.map((line) => `${line.trimEnd()}\n`).join("");
  }

  blankLine(): void {
    if (this.#done.length > 0) this.#done.push("");
  }

  /** Ends the line, with its comments, and begins one that is indented by `column`. */
  newline(column: number): void {
    if (this.#trailing.length > 0) {
      // Two from lines that became one are one from now on, else the next printing would have to take them apart.
      const comment = commentText(this.#trailing.filter((text) => text !== "").join("; "));
      this.#line += this.#line.trim() === "" ? comment : ` ${comment}`;
    }
    this.#done.push(this.#line);
    this.#trailing = [];
    this.#line = " ".repeat(column);
  }

  /** The comments before `offset`: those at the end of a line are kept for the end of this one, the others are given back. */
  commentsBefore(offset: number): readonly Comment[] {
    const own: Comment[] = [];
    for (; (this.#comments[this.#next]?.span.start ?? offset) < offset; this.#next++) {
      const comment = this.#comments[this.#next]!;
      if (comment.trailing) this.#trailing.push(comment.text);
      else own.push(comment);
    }
    return own;
  }

  /** A comment on a line of its own; the line before it must have ended. */
  comment(comment: Comment): void {
    this.#line += commentText(comment.text);
  }

  /** `base` is the column that continuation lines are indented from. */
  write(document: Document, base: number): void {
    if (isText(document)) this.#line += document;
    else if (isGroup(document)) for (const part of document) this.write(part, base);
    else if (document.kind === "list") this.#list(document, base);
    else if (document.kind === "blocks") this.#blocks(document, base);
    else if (document.kind === "chain") this.#chain(document.elements, base);
    else this.#row(document.elements, document.elements.length > 1 ? this.#line.length : base);
  }

  #chain(elements: readonly Element[], base: number): void {
    let column = base;
    for (const [i, { document, start }] of elements.entries()) {
      const previous = elements[i - 1];
      if (previous) {
        if (this.#breakBefore(previous.end, start, base + indent, 4 + lengthOf(document))) column = base + indent;
        else this.#line += " ";
        this.#line += "-> ";
      }
      this.write(document, column);
    }
  }

  #row(elements: readonly Element[], column: number): void {
    for (const [i, { document, start }] of elements.entries()) {
      const previous = elements[i - 1];
      if (previous) this.#line += previous.separator ?? ",";
      if (previous && !this.#breakBefore(previous.end, start, column, 2 + lengthOf(document))) this.#line += " ";
      this.write(document, column);
    }
  }

  /** Rows below each other begin after the bracket; if the source breaks there, one level deeper, as a block. */
  #list({ open, close, elements, from, to }: Bracketed, base: number): void {
    this.#line += open;
    // What stands before the bracket is no reason to break inside it.
    this.#trailing.push(...this.commentsBefore(from).map((comment) => comment.text));
    const first = elements[0];
    const isBlock = first !== undefined && this.#breakBefore(from, first.start, base + indent, 0);
    const column = isBlock ? base + indent : this.#line.length;
    this.#row(elements, column);
    if (isBlock) this.#line += ",";
    if (this.#placeComments(to, column) || isBlock) this.newline(base);
    this.#line += close;
  }

  #blocks(blocks: Blocks, base: number): void {
    const isBroken = this.#line.length + lengthOf(blocks) > width || blocks.parts.some((part) => this.#isBroken(part));
    for (const { open, content, from, to } of blocks.parts) {
      this.write(open, base);
      if (!isBroken) {
        this.#line += blocks.padding;
        this.write(content.document, base);
        this.#line += blocks.padding;
        continue;
      }
      this.#trailing.push(...this.commentsBefore(from).map((comment) => comment.text));
      this.#placeComments(content.start, base + indent);
      this.newline(base + indent);
      this.write(content.document, base + indent);
      this.#placeComments(to, base + indent);
      this.newline(base);
    }
    this.#line += blocks.close;
  }

  /** The source breaks a line at its brackets or before one of its arrows, or a comment is to be placed. */
  #isBroken({ content: { document, start, end }, from, to }: Part): boolean {
    const places = [from, start];
    if (!isText(document) && !isGroup(document) && document.kind === "chain")
      for (const [i, element] of document.elements.entries())
        if (i > 0) places.push(document.elements[i - 1]!.end, element.start);
    places.push(end, to);
    for (let i = 0; i < places.length; i += 2) if (this.lineOf(places[i]!) < this.lineOf(places[i + 1]!)) return true;
    return (this.#comments[this.#next]?.span.start ?? to) < to;
  }

  /** Breaks the line if the source did, if a comment must end it, or if `length` more do not fit. */
  #breakBefore(end: number, start: number, column: number, length: number): boolean {
    const inSource = this.lineOf(start) > this.lineOf(end);
    const fits = this.#line.length + length <= width;
    if (!this.#placeComments(start, column) && !inSource && fits) return false;
    this.newline(column);
    return true;
  }

  /** The comments before `offset`, at the end of this line or on the next ones. True if there are any: the line must end. */
  #placeComments(offset: number, column: number): boolean {
    const first = this.#next;
    for (const comment of this.commentsBefore(offset)) {
      this.newline(column);
      this.comment(comment);
    }
    return this.#next > first;
  }
}
