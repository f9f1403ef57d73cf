// <sealed-ballot> inside <survey-form>: blinds a token, has it signed under the person's name, takes
// the blinding away (RFC 9474, RSABSSA-SHA384-PSS-Randomized) and lays the ballot down for
// <ballot-carrier>, which hands it in without a name. docs/anonymity.md says what this is good for.
const SALT = 48;
const PSS = { name: "RSA-PSS", saltLength: SALT };

// --- bytes and numbers --------------------------------------------------------------------------
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const toNumber = (bytes) => BigInt(`0x${[...bytes].map((one) => one.toString(16).padStart(2, "0")).join("")}`);

function toBytes(number, length) {
  const hex = number.toString(16).padStart(length * 2, "0");
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const toText = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const fromText = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0)
);

function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus; exponent > 0n; exponent >>= 1n, square = (square * square) % modulus) {
    if (exponent & 1n) result = (result * square) % modulus;
  }
  return result;
}

function inverse(number, modulus) {
  let [a, b, x, y] = [number % modulus, modulus, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n) throw new Error("no inverse");
  return ((x % modulus) + modulus) % modulus;
}

// --- the scheme ---------------------------------------------------------------------------------
const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));

async function mask(seed, length) {
  const blocks = [];
  for (let at = 0; at * SALT < length; at += 1) blocks.push(await digest(join(seed, toBytes(BigInt(at), 4))));
  return join(...blocks).slice(0, length);
}

// EMSA-PSS of RFC 8017, 9.1.1
async function encode(message, bits) {
  const length = Math.ceil(bits / 8);
  const salt = random(SALT);
  const hashed = await digest(join(new Uint8Array(8), await digest(message), salt));
  const block = join(new Uint8Array(length - 2 * SALT - 2), new Uint8Array([1]), salt);
  const veil = await mask(hashed, block.length);
  const masked = block.map((one, at) => one ^ veil[at]);
  masked[0] &= 0xff >> (8 * length - bits);
  return join(masked, hashed, new Uint8Array([0xbc]));
}

async function publicKey(spki) {
  const key = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  return { key, n: toNumber(fromText(n)), e: toNumber(fromText(e)), length: fromText(n).length };
}

async function blinded(token, { n, e, length }) {
  const message = toNumber(await encode(token, n.toString(2).length - 1));
  const factor = (toNumber(random(length + 8)) % (n - 2n)) + 2n;
  return { blinded: toBytes((message * power(factor, e, n)) % n, length), factor };
}

class SealedBallot extends HTMLElement {
  connectedCallback() {
    this.survey = this.closest("survey-form");
    this.address = `/api/v1/surveys/${this.dataset.pk}/`;
    this.made = `ballot-made:${document.body.dataset.me}:${this.dataset.pk}`;
    this.survey.addEventListener("survey:finished", (event) => this.finish(event.detail));
  }

  async finish(ballot) {
    if (!globalThis.crypto?.subtle) return this.fail(this.dataset.insecure);
    try {
      await this.seal(ballot);
    } catch (error) {
      return this.fail(error.words ?? this.dataset.failed);
    }
    this.survey.dispatchEvent(new CustomEvent("survey:sealed"));
    const thanks = this.firstElementChild;
    thanks.hidden = false;
    thanks.querySelector("h1").focus();
    document.dispatchEvent(new CustomEvent("ballot:waiting"));
    return undefined;
  }

  fail(words) {
    this.survey.dispatchEvent(new CustomEvent("survey:failed", { detail: words }));
  }

  // The token is kept before it is signed: should the answer get lost, the same one is signed again.
  async seal(ballot) {
    const { key: stamp, group } = await this.ask("GET");
    const key = await publicKey(fromText(stamp));
    const kept = JSON.parse(localStorage.getItem(this.made) ?? "null");
    const { token, factor, message } = kept ?? (await this.newToken(key));
    localStorage.setItem(this.made, JSON.stringify({ token, factor, message }));
    const answer = await this.ask("PUT", { blinded: message });
    const signed = (toNumber(fromText(answer.signature)) * inverse(BigInt(factor), key.n)) % key.n;
    const signature = toBytes(signed, key.length);
    if (!(await crypto.subtle.verify(PSS, key.key, signature, fromText(token)))) {
      localStorage.removeItem(this.made);
      throw new Error("this is no signature of the token");
    }
    const sent = { token, signature: toText(signature), answers: ballot.answers, group };
    const due = Date.now() + 10_000 + Number(toNumber(random(4)) % 110_000n);
    localStorage.setItem(`ballot:${toText(random(9))}`, JSON.stringify({ url: `${this.address}ballots/`, sent, due }));
    localStorage.removeItem(this.made);
  }

  async newToken(key) {
    const token = random(64);
    const made = await blinded(token, key);
    return { token: toText(token), factor: made.factor.toString(), message: toText(made.blinded) };
  }

  async ask(method, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf };
    const answer = await fetch(`${this.address}participation/`, {
      method, headers, body: body && JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.code), { words: told.detail });
    return told;
  }
}
customElements.define("sealed-ballot", SealedBallot);
