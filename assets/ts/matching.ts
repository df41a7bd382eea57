// What somebody means by a few letters: compared as the keys that write them, so that a
// syllable in the making (화 on the way to 환불) and the wrong layout (ghksqnf, ㄱ데ㅣㅛ) match by
// themselves; and by initial consonants, ㄱㅁㅈ for 김민준.
const VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(" ");
const FINALS = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ");
const INITIALS = "r R s e E f a q Q t T d w W c z x v g".split(" ");
// ㄱ to ㅣ as Unicode has them.
const LETTERS = "r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g".split(" ").concat(VOWELS);
const CONSONANTS = 30;
const [GA, HIH, G, I] = [0xac00, 0xd7a3, 0x3131, 0x3163];

const isSyllable = (code: number) => code >= GA && code <= HIH;
const isLetter = (code: number) => code >= G && code <= I;
const isKorean = (text: string) => [...text].some((c) => isSyllable(c.charCodeAt(0)) || isLetter(c.charCodeAt(0)));

/** The keys that write a character, without case: "환" is "ghks". */
function keysOf(char: string): string {
  const code = char.charCodeAt(0);
  if (isLetter(code)) return (LETTERS[code - G] ?? "").toLowerCase();
  if (!isSyllable(code)) return char.toLowerCase();
  const n = code - GA;
  const [first, vowel, last] = [INITIALS[Math.floor(n / 588)], VOWELS[Math.floor((n % 588) / 28)], FINALS[n % 28]];
  return `${first}${vowel}${last}`.toLowerCase();
}

/** The key of its initial consonant; of others than syllables the character. */
function initialOf(char: string): string {
  const n = char.charCodeAt(0) - GA;
  return isSyllable(char.charCodeAt(0)) ? (INITIALS[Math.floor(n / 588)] ?? "").toLowerCase() : keysOf(char);
}

export interface Match {
  score: number;
  /** Which characters of the text it is, by their places. */
  places: number[];
}

const AT_START = 100;
const AT_WORD = 80;
const INSIDE = 50;
const BY_INITIALS = 20; // less than by the letters themselves
const OTHER_LAYOUT = 35; // less

function find(text: string, fits: (rest: string[]) => number): Match | null {
  const all = [...text];
  const places = all.map((_, place) => place).filter((place) => /\S/.test(all[place] ?? ""));
  const chars = places.map((place) => all[place] ?? "");
  let best: Match | null = null;
  for (let at = 0; at < chars.length; at++) {
    const length = fits(chars.slice(at));
    if (!length) continue;
    const begins = !/[\p{L}\p{N}]/u.test(all[(places[at] ?? 0) - 1] ?? " ");
    const score = at === 0 ? AT_START : begins ? AT_WORD : INSIDE;
    if (!best || score > best.score) best = { score, places: places.slice(at, at + length) };
  }
  return best;
}

/** How many characters the keys reach over; the last one may be in the making still. 0: none. */
function byKeys(keys: string) {
  return (rest: string[]): number => {
    let done = 0;
    for (const [at, char] of rest.entries()) {
      const here = keysOf(char);
      if (keys.startsWith(here, done)) done += here.length;
      else if (here.startsWith(keys.slice(done))) done = keys.length;
      else return 0;
      if (done >= keys.length) return at + 1;
    }
    return 0;
  };
}

/** ㄱㅁㅈ, 김ㅁㅈ; ㄳ, which an input method makes of ㄱ and ㅅ, is both. */
function byInitials(word: string) {
  const wanted = [...word].flatMap((char) => {
    const code = char.charCodeAt(0);
    if (!isLetter(code)) return [{ keys: keysOf(char), isInitial: false }];
    if (code - G >= CONSONANTS) return [{ keys: "\0", isInitial: false }];
    const letter = LETTERS[code - G] ?? "";
    return [...letter.toLowerCase()].map((keys) => ({ keys, isInitial: true }));
  });
  return (rest: string[]): number => {
    const fits = wanted.every(({ keys, isInitial }, at) => {
      const char = rest[at] ?? "";
      return char !== "" && (isInitial ? initialOf(char) === keys : keysOf(char) === keys);
    });
    return fits ? wanted.length : 0;
  };
}

const CONSONANT_KEYS = /^[qwertasdfgzxcv]{2,}$/i;

function matchWord(text: string, word: string, asWritten = false): Match | null {
  const found = find(text, byKeys([...word].map(keysOf).join("")));
  const meant = found?.places.map((place) => [...text][place] ?? "").join("") ?? "";
  if (found && isKorean(meant) === isKorean(word)) return found;
  if (asWritten) return null;
  const short = isKorean(word) ? find(text, byInitials(word)) : null;
  if (short) return { ...short, score: short.score - BY_INITIALS };
  if (found) return { ...found, score: found.score - OTHER_LAYOUT };
  if (!CONSONANT_KEYS.test(word)) return null;
  const letters = [...word.toLowerCase()].map((key) => String.fromCharCode(G + LETTERS.indexOf(key))).join("");
  const typed = find(text, byInitials(letters));
  return typed && { ...typed, score: typed.score - BY_INITIALS - OTHER_LAYOUT };
}

/** Every word of the query must be meant by the text or by ``beside``, as it is written there, which counts less. */
export function match(text: string, query: string, beside = ""): Match | null {
  let score = 0;
  const places: number[] = [];
  const words = query.split(/\s+/).filter(Boolean);
  for (const word of words) {
    const found = matchWord(text, word);
    const other = found ? null : matchWord(beside, word, true);
    if (!found && !other) return null;
    score += found ? found.score : (other?.score ?? 0) / 2 - 10;
    places.push(...(found?.places ?? []));
  }
  return { score: score / words.length, places };
}
