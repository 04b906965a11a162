// Plays the machine's sound: an AudioWorklet that takes samples as the network brings them and hands them to the sound card
// at its own pace. The page loads this file when the user turns sound on. Where a page may have no worklet,
// crates/viewer/src/page/sound/schedule.rs does the same with the same numbers.

// Of the samples that come: two channels in turn, so many of each a second.
const RATE = 48_000;

// How much sound waits, in seconds. Each time that it runs dry there will be more, up to the most; each time that it has
// not for a while, less, down to the least. What is beyond the limit comes too late to be heard at all.
const FIRST = 0.06;
const LEAST = 0.04;
const MOST = 0.25;
const LIMIT = 0.5;
const GROW = 1.5;
const SHRINK = 0.9;
const CALM = 10;

// The most that sound is sped up or slowed down, to follow a clock that is not the sound card's. Nobody hears that.
const BEND = 0.005;

// The same while far too much waits, as after a network's hiccup: half a semitone for a few seconds, and no gap.
const HURRY = 0.03;

// How often the page is told how much waits, in seconds.
const TELL = 0.5;

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.chunks = [];
    this.frames = 0; // in all chunks
    this.at = 0; // in the first chunk; a fraction while sound is bent
    this.playing = false;
    this.ended = true;
    this.waited = 0;
    this.target = FIRST;
    this.calm = 0;
    this.level = 0;
    this.told = 0;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  // Samples, or null for the end of what is to be heard.
  take(samples) {
    if (!samples) {
      this.ended = true;
      return;
    }
    this.ended = false;
    this.chunks.push(samples);
    this.frames += samples.length / 2;
    while (this.frames > LIMIT * RATE && this.chunks.length > 1) {
      this.drop();
      this.at = 0;
    }
  }

  process(_, [[left, right]]) {
    const seconds = left.length / sampleRate;
    this.tell(seconds);
    if (!this.playing) {
      this.waited = this.frames ? this.waited + seconds : 0;
      this.playing = this.frames >= this.target * RATE || this.waited >= this.target;
      this.level = this.frames / RATE;
    }
    if (!this.playing) {
      return true;
    }
    const step = (RATE / sampleRate) * (1 + this.bend());
    for (let frame = 0; frame < left.length; frame++) {
      if (!this.chunks.length) {
        this.ranDry();
        return true;
      }
      [left[frame], right[frame]] = this.between();
      this.at += step;
      while (this.chunks.length && this.at >= this.chunks[0].length / 2) {
        this.at -= this.chunks[0].length / 2;
        this.drop();
      }
    }
    this.calm += seconds;
    if (this.calm > CALM) {
      this.calm = 0;
      this.target = Math.max(LEAST, this.target * SHRINK);
    }
    return true;
  }

  // Both channels at the present place, which may lie between two frames.
  between() {
    const [chunk, next] = this.chunks;
    const frame = Math.floor(this.at);
    const part = this.at - frame;
    const here = 2 * frame;
    const last = here + 2 >= chunk.length;
    const [after, there] = last ? [next || chunk, next ? 0 : here] : [chunk, here + 2];
    return [0, 1].map((channel) => chunk[here + channel] * (1 - part) + after[there + channel] * part);
  }

  bend() {
    const waiting = this.frames / RATE;
    this.level += (waiting - this.level) / 100;
    const error = (this.level - this.target) / this.target;
    if (error > 1) {
      return HURRY;
    }
    // Networks waver; what wavers around the target is no drift.
    return Math.abs(error) < 0.25 ? 0 : Math.max(-BEND, Math.min(BEND, error * BEND));
  }

  ranDry() {
    this.playing = false;
    this.waited = 0;
    this.at = 0;
    this.calm = 0;
    if (!this.ended) {
      this.target = Math.min(MOST, this.target * GROW);
    }
  }

  drop() {
    this.frames -= this.chunks.shift().length / 2;
  }

  tell(seconds) {
    this.told += seconds;
    if (this.playing && this.told >= TELL) {
      this.told = 0;
      this.port.postMessage(this.level);
    }
  }
}

registerProcessor("porthole-sound", Player);
