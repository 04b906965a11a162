// Decodes one workload with Porthole's engine and with noVNC's decoders, in turns, and checks that both come to the
// same pixels. `measure` is called by the benchmark over WebDriver.

import init, { Copier, Decoder } from "./porthole_bench_decoder.js";
import Websock from "/novnc/core/websock.js";
import Display from "/novnc/core/display.js";
import RawDecoder from "/novnc/core/decoders/raw.js";
import CopyRectDecoder from "/novnc/core/decoders/copyrect.js";
import RREDecoder from "/novnc/core/decoders/rre.js";
import HextileDecoder from "/novnc/core/decoders/hextile.js";
import ZlibDecoder from "/novnc/core/decoders/zlib.js";
import ZRLEDecoder from "/novnc/core/decoders/zrle.js";
import TightDecoder from "/novnc/core/decoders/tight.js";
import TightPngDecoder from "/novnc/core/decoders/tightpng.js";
import JpegDecoder from "/novnc/core/decoders/jpeg.js";

const CHUNK = 64 * 1024;
// What noVNC draws to when only decoding is timed: memory, as cheap as drawing can be. noVNC's own drawing goes to a canvas,
// whose work is done later and elsewhere; here nothing is put off, so that both sides' clocks stop when the pixels are
// there, and nothing is shown on either side. Of CopyRect this leaves noVNC nothing but the browser's own copying of
// memory.
class Memory {
  constructor(width, height) {
    this.width = width;
    this.pixels = new Uint8ClampedArray(width * height * 4);
    this.words = new Uint32Array(this.pixels.buffer);
    // Memory that has never been written is not there yet; Porthole's framebuffer is, from its first message on.
    this.words.fill(0xff000000);
  }

  fillRect(x, y, width, height, [red, green, blue]) {
    const word = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    for (let row = y; row < y + height; row++) {
      this.words.fill(word, row * this.width + x, row * this.width + x + width);
    }
  }

  blitImage(x, y, width, height, data, offset) {
    for (let row = 0; row < height; row++) {
      const start = offset + row * width * 4;
      this.pixels.set(data.subarray(start, start + width * 4), ((y + row) * this.width + x) * 4);
    }
  }

  // Upwards only, as the benchmark scrolls.
  copyImage(fromX, fromY, x, y, width, height) {
    for (let row = 0; row < height; row++) {
      const start = (fromY + row) * this.width + fromX;
      this.words.copyWithin((y + row) * this.width + x, start, start + width);
    }
  }

  async finish() {}

  read() {
    return this.pixels;
  }
}

// noVNC's own drawing, for JPEG and PNG: such images are decoded by the browser on their way to the canvas. It is finished
// when the canvas has a pixel to show for it; that all of them are read back is not noVNC's way, and not timed.
class Canvas {
  constructor(width, height) {
    this.display = new Display(document.createElement("canvas"));
    this.display.resize(width, height);
    for (const name of ["fillRect", "blitImage", "imageRect"]) {
      this[name] = this.display[name].bind(this.display);
    }
  }

  async finish() {
    await this.display.flush();
    // A look at the canvas that is drawn to: whatever was put off until then is done.
    this.display._backbuffer.getContext("2d").getImageData(0, 0, 1, 1);
  }

  read() {
    return this.display.getImageData().data;
  }
}

class Channel {
  binaryType = "arraybuffer";
  protocol = "";
  readyState = "open";
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  send() {}
  close() {}
}

const decoders = {
  0: RawDecoder,
  1: CopyRectDecoder,
  2: RREDecoder,
  5: HextileDecoder,
  6: ZlibDecoder,
  7: TightDecoder,
  16: ZRLEDecoder,
  21: JpegDecoder,
  "-260": TightPngDecoder,
};

// A session of noVNC's decoders: reads updates as its RFB class does.
class Novnc {
  constructor(display) {
    this.display = display;
    this.decoders = {};
    this.rectangles = 0;
    this.rectangle = null;
    this.channel = new Channel();
    this.sock = new Websock();
    this.sock.on("message", () => this.read());
    this.sock.attach(this.channel);
  }

  receive(chunk) {
    this.channel.onmessage({ data: chunk });
  }

  read() {
    const sock = this.sock;
    for (;;) {
      if (this.rectangles === 0) {
        if (sock.rQwait("update", 4)) return;
        sock.rQskipBytes(2);
        this.rectangles = sock.rQshift16();
      }
      if (this.rectangle === null) {
        if (sock.rQwait("rectangle", 12)) return;
        const [x, y, width, height] = [sock.rQshift16(), sock.rQshift16(), sock.rQshift16(), sock.rQshift16()];
        // Numbers of encodings have a sign.
        this.rectangle = { x, y, width, height, encoding: sock.rQshift32() | 0 };
      }
      const { x, y, width, height, encoding } = this.rectangle;
      const decoder = (this.decoders[encoding] ??= new decoders[encoding]());
      if (!decoder.decodeRect(x, y, width, height, sock, this.display, 24)) return;
      this.rectangle = null;
      this.rectangles -= 1;
      if (this.rectangles === 0 && this.sock._rQi === this.sock._rQlen) return;
    }
  }
}

// A workload's file: lengths and bytes of the handshake's turns, of the updates before the measurement and of those in it.
async function load(index) {
  const file = await (await fetch(`/workloads/${index}`)).arrayBuffer();
  const view = new DataView(file);
  let at = 0;
  const list = () => {
    const items = [];
    const count = view.getUint32(at, true);
    at += 4;
    for (let item = 0; item < count; item++) {
      const length = view.getUint32(at, true);
      at += 4;
      items.push(file.slice(at, at + length));
      at += length;
    }
    return items;
  };
  return { handshake: list(), before: list(), parts: chunks(list()) };
}

function chunks(updates) {
  return updates.flatMap((update) => {
    const parts = [];
    for (let at = 0; at < update.byteLength; at += CHUNK) {
      parts.push(update.slice(at, at + CHUNK));
    }
    return parts;
  });
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

// Each round times one decoder right after the other, so that whatever else the machine does weighs on both. Before them comes
// a round that is not timed, in which the pixels are compared: reading them takes memory of a screen's size.
window.measure = async ({ rounds, width, height, streams, quality, memory, lossless }) => {
  await ready;
  const ours = await load(0);
  const theirs = streams > 1 ? await load(1) : ours;
  const display = () => (memory ? new Memory(width, height) : new Canvas(width, height));
  const first = decodeOurs(ours, quality);
  const expected = await decodeTheirs(theirs, display());
  if (lossless) {
    compare(first.decoder.pixels(), expected.display.read());
  }
  first.decoder.free();
  const porthole = [];
  const novnc = [];
  for (let round = 0; round < rounds; round++) {
    const { time, decoder } = decodeOurs(ours, quality);
    decoder.free();
    porthole.push(time);
    novnc.push((await decodeTheirs(theirs, display())).time);
  }
  const ratio = median(novnc.map((time, round) => time / porthole[round]));
  return { porthole: median(porthole), novnc: median(novnc), ratio };
};

function decodeOurs({ handshake, before, parts }, quality) {
  const decoder = new Decoder(quality ?? undefined);
  for (const turn of [...handshake, ...before]) {
    decoder.receive(new Uint8Array(turn));
  }
  const started = performance.now();
  for (const part of parts) {
    decoder.receive(new Uint8Array(part));
  }
  return { time: performance.now() - started, decoder };
}

async function decodeTheirs({ before, parts }, display) {
  const session = new Novnc(display);
  for (const update of before) {
    session.receive(update);
  }
  const started = performance.now();
  for (const part of parts) {
    session.receive(part);
  }
  await display.finish();
  return { time: performance.now() - started, display };
}

// How long a copy of so many bytes takes.
window.copy = async (bytes, rounds) => {
  await ready;
  const copier = new Copier(bytes);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    copier.copy();
    times.push(performance.now() - started);
  }
  copier.free();
  return median(times);
};

function compare(ours, theirs) {
  for (let at = 0; at < ours.length; at++) {
    if (ours[at] !== theirs[at]) {
      throw new Error(`the pixels differ at byte ${at}: ${ours[at]} and ${theirs[at]}`);
    }
  }
}

const ready = init();
