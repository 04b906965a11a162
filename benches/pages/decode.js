// Decodes one workload with Porthole's engine and with noVNC's decoders, in turns, and checks that both come to the
// same pixels. `measure` is called by the benchmark over WebDriver.

import init, { Decoder } from "./porthole_bench_decoder.js";
import Websock from "/novnc/core/websock.js";
import Display from "/novnc/core/display.js";
import RawDecoder from "/novnc/core/decoders/raw.js";
import RREDecoder from "/novnc/core/decoders/rre.js";
import HextileDecoder from "/novnc/core/decoders/hextile.js";
import ZlibDecoder from "/novnc/core/decoders/zlib.js";
import ZRLEDecoder from "/novnc/core/decoders/zrle.js";
import TightDecoder from "/novnc/core/decoders/tight.js";

const CHUNK = 64 * 1024;
const WIDTH = 1920;
const HEIGHT = 1080;

// What noVNC draws to when only decoding is timed: memory, as cheap as drawing can be.
class Memory {
  constructor() {
    this.pixels = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
    this.words = new Uint32Array(this.pixels.buffer);
  }

  fillRect(x, y, width, height, [red, green, blue]) {
    const word = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    for (let row = y; row < y + height; row++) {
      this.words.fill(word, row * WIDTH + x, row * WIDTH + x + width);
    }
  }

  blitImage(x, y, width, height, data, offset) {
    for (let row = 0; row < height; row++) {
      const start = offset + row * width * 4;
      this.pixels.set(data.subarray(start, start + width * 4), ((y + row) * WIDTH + x) * 4);
    }
  }

  async read() {
    return this.pixels;
  }
}

// noVNC's own drawing, for JPEG: its images are decoded by the browser on their way to the canvas.
class Canvas {
  constructor() {
    this.display = new Display(document.createElement("canvas"));
    this.display.resize(WIDTH, HEIGHT);
    for (const name of ["fillRect", "blitImage", "imageRect"]) {
      this[name] = this.display[name].bind(this.display);
    }
  }

  async read() {
    await this.display.flush();
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
  2: RREDecoder,
  5: HextileDecoder,
  6: ZlibDecoder,
  7: TightDecoder,
  16: ZRLEDecoder,
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
        this.rectangle = { x, y, width, height, encoding: sock.rQshift32() };
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

// A workload's file: lengths and bytes of the handshake's turns and of the updates.
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
  return { handshake: list(), updates: list() };
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

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

window.measure = async (index, rounds, lossless) => {
  await ready;
  const { handshake, updates } = await load(index);
  const parts = chunks(updates);
  const porthole = [];
  const novnc = [];
  for (let round = 0; round < rounds; round++) {
    const decoder = new Decoder();
    for (const turn of handshake) {
      decoder.receive(new Uint8Array(turn));
    }
    let started = performance.now();
    for (const part of parts) {
      decoder.receive(new Uint8Array(part));
    }
    porthole.push(performance.now() - started);
    const ours = decoder.pixels();
    decoder.free();

    const display = lossless ? new Memory() : new Canvas();
    const session = new Novnc(display);
    started = performance.now();
    for (const part of parts) {
      session.receive(part);
    }
    const theirs = await display.read();
    novnc.push(performance.now() - started);
    if (lossless && round === 0) {
      compare(ours, theirs);
    }
  }
  return { porthole: median(porthole), novnc: median(novnc) };
};

function compare(ours, theirs) {
  for (let at = 0; at < ours.length; at++) {
    if (ours[at] !== theirs[at]) {
      throw new Error(`the pixels differ at byte ${at}: ${ours[at]} and ${theirs[at]}`);
    }
  }
}

const ready = init();
