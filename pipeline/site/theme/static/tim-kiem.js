"use strict";
// Search: accents optional, đ = d. Every word must be found; words in the title weigh most, then whole phrases,
// headings, labels, summary, text. A word typed with its marks finds that word; only where none has them all so
// written, words with other marks do too.
const ROOT = document.currentScript.dataset.root;
const fold = (text) => [...text.normalize("NFC").toLowerCase()].map((char) => char.normalize("NFD")[0].replace("đ", "d")).join("");
const words = (text) => text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const WEIGHTS = [0, 10, 3, 4, 2, 0, 0, 1]; // title, summary, headings, labels, other words
const MOST = 30;
const known = new Map();
let pieces = [];

function loaIndex(entries) {
  pieces = entries.map((entry) => {
    const fields = [1, 2, 3, 4, 7].filter((at) => entry[at]);
    return { entry, fields: fields.map((at) => ({ weight: WEIGHTS[at], words: words(entry[at]).map(forms) })) };
  });
  start();
}

// A word as typed, with its tone moved to the end (hoà = hòa), and without any mark; each word is worked out once.
function forms(typed) {
  if (!known.has(typed)) {
    const apart = typed.normalize("NFD");
    known.set(typed, { typed, spelt: apart.replace(TONES, "") + (apart.match(TONES) ?? []).join(""), bare: fold(typed) });
  }
  return known.get(typed);
}

function score(piece, asked, phrase) {
  let total = 0;
  for (const word of asked) {
    let best = 0;
    for (const field of piece.fields) {
      for (const each of field.words) best = Math.max(best, field.weight * match(each, word));
    }
    if (!best) return 0;
    total += best;
  }
  if (asked.length > 1) {
    for (const field of piece.fields) {
      if (` ${field.words.map((word) => word.bare).join(" ")} `.includes(` ${phrase}`)) total += field.weight * asked.length;
    }
  }
  return total;
}

// How well a word of a text answers a word asked for: 1 the same, less for other marks or only its beginning, 0 not.
function match(word, asked) {
  if (word.bare === asked.bare) return !asked.accented || word.spelt === asked.spelt ? 1 : asked.strict ? 0 : 0.4;
  const begins = asked.strict ? word.typed.startsWith(asked.typed) : word.bare.startsWith(asked.bare);
  return asked.last && asked.bare.length > 1 && begins ? 0.3 : 0;
}

function find(question) {
  const asked = words(question).map((typed, at, all) => ({ ...forms(typed), accented: fold(typed) !== typed, last: at === all.length - 1 }));
  if (!asked.length) return [];
  const phrase = asked.map((word) => word.bare).join(" ");
  const strict = found(asked.map((word) => ({ ...word, strict: word.accented })), phrase);
  return strict.length ? strict : found(asked, phrase);
}

function found(asked, phrase) {
  const all = pieces.map((piece) => ({ entry: piece.entry, asked, points: score(piece, asked, phrase) })).filter((each) => each.points);
  return all.sort((one, two) => two.points - one.points || two.entry[5].localeCompare(one.entry[5]));
}

function marked(text, asked) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const hit of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = forms(hit[0].normalize("NFC").toLowerCase());
    if (!asked.some((each) => match(word, each))) continue;
    const mark = document.createElement("mark");
    mark.textContent = hit[0];
    out.append(text.slice(from, hit.index), mark);
    from = hit.index + hit[0].length;
  }
  out.append(text.slice(from));
  return out;
}

function item({ entry, asked }) {
  const [url, title, summary, headings, labels, day, sound] = entry;
  const row = document.createElement("li");
  const head = document.createElement("h2");
  const link = document.createElement("a");
  const told = document.createElement("p");
  const line = document.createElement("p");
  link.href = `${ROOT}/${url}${location.protocol === "file:" ? "index.html" : ""}`;
  link.append(marked(title, asked));
  head.append(link);
  told.append(marked(summary, asked));
  line.className = "tags";
  const [kind, ...more] = labels.split(" · ");
  for (const text of [kind, day.split("-").reverse().join("/"), sound ? "Có bản ghi âm" : ""]) {
    if (text) line.append(part(text));
  }
  let unseen = asked.filter((word) => !holds(`${title} ${summary}`, word));
  for (const text of [...more, ...headings.split(" · ")]) {
    if (!unseen.some((word) => holds(text, word))) continue;
    line.append(part(marked(text, unseen)));
    unseen = unseen.filter((word) => !holds(text, word));
  }
  if (unseen.length) line.append(part("Có trong nội dung bài"));
  row.append(head, told, line);
  return row;
}

function holds(text, asked) {
  return words(text).some((word) => match(forms(word), asked));
}

function part(text) {
  const made = document.createElement("span");
  made.append(text);
  return made;
}

function start() {
  const form = document.querySelector("[data-search]");
  const box = document.querySelector("[data-results]");
  const field = form.elements.q;
  const show = () => {
    const question = field.value.trim();
    const hits = find(question);
    box.hidden = !question;
    box.querySelector("ol").replaceChildren(...hits.slice(0, MOST).map(item));
    const more = hits.length > MOST ? `, đây là ${MOST} bài đúng nhất` : "";
    box.querySelector("[role=status]").textContent = hits.length
      ? `Thấy ${hits.length} bài${more}.`
      : `Không thấy bài nào có “${question}”. Mời bà con thử ít từ hơn, hoặc tra theo vần ở bên dưới.`;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (location.protocol !== "file:") history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    show();
  });
  field.addEventListener("input", show);
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  show();
}
