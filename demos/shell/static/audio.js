/** Sound in the browser: one thing plays at a time, at its true level; bands are cut out with an FFT; WAV files are written. */
(() => {
  let context = null;
  /** @type {{stop: () => void} | null} what is playing now, in any viewer */
  let current = null;

  function audioContext() {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
    return context;
  }

  /**
   * Plays mono sounds together from `offset` seconds; stops what played before.
   * @param {Float32Array[]} sounds ±1 is full scale @param {number} rate Hz
   * @param {{offset?: number, gains?: number[], ended?: () => void}} [options]
   * @returns {{stop: () => void, time: () => number, setGains: (gains: number[]) => void}} `time` is in seconds of the sound
   */
  function play(sounds, rate, { offset = 0, gains = sounds.map(() => 1), ended = () => {} } = {}) {
    current?.stop();
    const device = audioContext();
    const started = device.currentTime + 0.02;
    const voices = sounds.map((sound, index) => startVoice(device, sound, rate, started, offset, gains[index]));
    const seconds = Math.max(...sounds.map((sound) => sound.length)) / rate;
    let playing = true;
    const finish = () => {
      if (!playing) return;
      playing = false;
      voices.forEach(({ source }) => source.stop());
      if (current === handle) current = null;
      ended();
    };
    // A voice that ends is the clock: timers of hidden tabs run late.
    const longest = voices.reduce((a, b) => (b.source.buffer.length > a.source.buffer.length ? b : a));
    longest.source.onended = finish;
    const handle = {
      stop: finish,
      time: () => mmx.clamp(offset + device.currentTime - started, offset, seconds),
      setGains: (next) => voices.forEach(({ gain }, index) => gain.gain.setTargetAtTime(next[index], device.currentTime, 0.005)),
    };
    current = handle;
    return handle;
  }

  function startVoice(device, sound, rate, started, offset, level) {
    const buffer = device.createBuffer(1, sound.length, rate);
    buffer.copyToChannel(sound, 0);
    const source = device.createBufferSource();
    const gain = device.createGain();
    gain.gain.value = level;
    source.buffer = buffer;
    source.connect(gain).connect(device.destination);
    source.start(started, offset);
    return { source, gain };
  }

  /** @param {Int16Array} pcm @returns {Float32Array} ±1 is full scale */
  const toFloat = (pcm) => Float32Array.from(pcm, (sample) => sample / 32767);

  /**
   * In-place FFT of a power-of-two length (Cooley-Tukey, decimation in time).
   * @param {Float64Array} re @param {Float64Array} im @param {boolean} [inverse] unscaled
   */
  function fft(re, im, inverse = false) {
    bitReverse(re, im);
    for (let size = 2; size <= re.length; size *= 2) {
      const angle = ((inverse ? 2 : -2) * Math.PI) / size;
      for (let twiddle = 0; twiddle < size / 2; twiddle++) {
        butterflies(re, im, size, twiddle, Math.cos(angle * twiddle), Math.sin(angle * twiddle));
      }
    }
  }

  function butterflies(re, im, size, twiddle, cosine, sine) {
    for (let even = twiddle; even < re.length; even += size) {
      const odd = even + size / 2;
      const real = re[odd] * cosine - im[odd] * sine;
      const imaginary = re[odd] * sine + im[odd] * cosine;
      re[odd] = re[even] - real;
      im[odd] = im[even] - imaginary;
      re[even] += real;
      im[even] += imaginary;
    }
  }

  function bitReverse(re, im) {
    for (let index = 1, mirrored = 0; index < re.length; index++) {
      let bit = re.length >> 1;
      for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
      mirrored ^= bit;
      if (index < mirrored) {
        [re[index], re[mirrored]] = [re[mirrored], re[index]];
        [im[index], im[mirrored]] = [im[mirrored], im[index]];
      }
    }
  }

  /**
   * The part of a sound between two frequencies: its FFT with everything else set to zero, with raised-cosine shoulders a
   * tenth of the band wide, so that it does not ring.
   * @param {Float32Array} sound @param {number} rate Hz @param {number} low Hz @param {number} high Hz
   * @returns {Float32Array}
   */
  function bandPass(sound, rate, low, high) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, sound.length)));
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    re.set(sound);
    fft(re, im);
    for (let bin = 0; bin < size; bin++) {
      const weight = shoulder((Math.min(bin, size - bin) * rate) / size, low, high) / size;
      re[bin] *= weight;
      im[bin] *= weight;
    }
    fft(re, im, true);
    return Float32Array.from(re.subarray(0, sound.length));
  }

  function shoulder(frequency, low, high) {
    const width = (high - low) / 10 || 1;
    const outside = Math.max(low - frequency, frequency - high, 0);
    return outside >= width ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * outside) / width);
  }

  /**
   * A stretch of a sound, one band of it, faded in and out over 5 ms.
   * @param {Float32Array} sound @param {number} rate Hz
   * @param {{from: number, to: number, low: number, high: number}} box seconds and Hz
   */
  function cutBand(sound, rate, { from, to, low, high }) {
    const first = mmx.clamp(Math.round(from * rate), 0, sound.length - 1);
    const band = bandPass(sound.subarray(first, Math.max(first + 1, Math.round(to * rate))), rate, low, high);
    const fade = Math.min(Math.round(0.005 * rate), band.length >> 1);
    for (let index = 0; index < fade; index++) {
      band[index] *= index / fade;
      band[band.length - 1 - index] *= index / fade;
    }
    return band;
  }

  /** @param {ArrayLike<number>} samples @returns {number} root mean square */
  function rms(samples) {
    let sum = 0;
    for (let index = 0; index < samples.length; index++) sum += samples[index] * samples[index];
    return Math.sqrt(sum / Math.max(1, samples.length));
  }

  /** @param {Int16Array} pcm @param {number} rate Hz @returns {Blob} a mono 16-bit WAV file */
  function wav(pcm, rate) {
    const header = new DataView(new ArrayBuffer(44));
    const bytes = pcm.length * 2;
    [..."RIFF"].forEach((letter, index) => header.setUint8(index, letter.charCodeAt(0)));
    [..."WAVEfmt "].forEach((letter, index) => header.setUint8(8 + index, letter.charCodeAt(0)));
    [..."data"].forEach((letter, index) => header.setUint8(36 + index, letter.charCodeAt(0)));
    header.setUint32(4, 36 + bytes, true);
    header.setUint32(16, 16, true);
    [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([place, value]) => header.setUint16(place, value, true));
    header.setUint32(24, rate, true);
    header.setUint32(28, rate * 2, true);
    header.setUint32(40, bytes, true);
    return new Blob([header, pcm], { type: "audio/wav" });
  }

  /** @param {Blob} blob @param {string} name */
  function download(blob, name) {
    const link = mmx.el("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  mmx.audio = { play, toFloat, fft, bandPass, cutBand, rms, wav, isPlaying: () => current !== null };
  mmx.download = download;
})();
