/**
 * Set of non-negative integers, stored as bits. Bit 0 is the highest bit of byte 0, as in a Redis
 * string.
 */
export class Bitset {
  #bytes = Buffer.alloc(64);
  #from = Infinity;
  #to = -1;

  get isEmpty(): boolean {
    return this.#to < 0;
  }

  add(at: number): void {
    const byte = at >>> 3;
    if (byte >= this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes], 2 ** Math.ceil(Math.log2(byte + 1)));
    this.#bytes[byte] = (this.#bytes[byte] ?? 0) | (128 >>> (at & 7));
    this.#from = Math.min(this.#from, byte);
    this.#to = Math.max(this.#to, byte);
  }

  /**
   * Returns the bytes from the first to the last nonzero byte, with the index of the first byte.
   */
  range(): { from: number; bits: Buffer } {
    return this.#to < 0
      ? { from: 0, bits: Buffer.alloc(0) }
      : { from: this.#from, bits: this.#bytes.subarray(this.#from, this.#to + 1) };
  }

  addAll({ from, bits }: { from: number; bits: Buffer }): void {
    for (const [byte, value] of bits.entries())
      for (let bit = 0; bit < 8; bit++)
        if ((value & (128 >>> bit)) !== 0) this.add((from + byte) * 8 + bit);
  }
}

const wordBits = 32;

/** Immutable bitset whose constant-time rank gives a poll's position without a scan. */
export class RankedBitset {
  readonly count: number;
  readonly #words: DataView;
  readonly #ranks: Uint32Array;

  constructor(bytes: Buffer) {
    const words = Math.ceil(bytes.length / 4);
    const whole = Buffer.concat([bytes], words * 4);
    this.#words = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    this.#ranks = new Uint32Array(words);
    let count = 0;
    for (let word = 0; word < words; word++) {
      this.#ranks[word] = count;
      count += ones(this.#words.getUint32(word * 4));
    }
    this.count = count;
  }

  has(at: number): boolean {
    const word = at >>> 5;
    return (
      word < this.#ranks.length &&
      ((this.#words.getUint32(word * 4) >>> (wordBits - 1 - (at & 31))) & 1) === 1
    );
  }

  /** Returns the number of set bits before bit `at`. */
  rank(at: number): number {
    const word = at >>> 5;
    const before = this.#ranks[word];
    if (before === undefined) return this.count;
    const bit = at & 31;
    return bit === 0 ? before : before + ones(this.#words.getUint32(word * 4) >>> (wordBits - bit));
  }
}

/** Returns the number of set bits in a 32-bit word (Hacker's Delight, 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
