/**
 * The bytes of a body, put together as they come. A body in one piece is kept as it is. One in many is
 * copied into one buffer, so that a sender who cuts it into single bytes costs no more memory than one
 * who does not: each piece kept by itself would cost a hundred times its size.
 */
export class Bytes {
  #held: Buffer = Buffer.alloc(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(chunk: Buffer): void {
    if (this.#size === 0) this.#held = chunk;
    else this.#append(chunk);
    this.#size += chunk.length;
  }

  /** All bytes so far. They may be overwritten once more are pushed. */
  all(): Buffer {
    return this.#held.subarray(0, this.#size);
  }

  /** Lets go of the bytes. */
  clear(): void {
    this.#held = Buffer.alloc(0);
    this.#size = 0;
  }

  #append(chunk: Buffer): void {
    const needed = this.#size + chunk.length;
    // The first chunk is somebody else's memory, and is copied before anything is written behind it.
    if (needed > this.#held.length || this.#held.length === this.#size) {
      const larger = Buffer.allocUnsafe(Math.max(1024, needed * 2));
      this.#held.copy(larger, 0, 0, this.#size);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#size);
  }
}
