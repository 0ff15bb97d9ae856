"use strict";
// Search: accents optional, đ = d. Every word must be found; words in the title weigh most, then whole phrases,
// headings, labels, summary, text. A word typed with its marks prefers texts with the same marks.
const ROOT = document.currentScript.dataset.root;
const fold = (text) => [...text.normalize("NFC").toLowerCase()].map((char) => char.normalize("NFD")[0].replace("đ", "d")).join("");
const words = (text) => text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const WEIGHTS = [0, 10, 3, 4, 2, 0, 0, 1]; // title, summary, headings, labels, other words
const MOST = 30;
let pieces = [];

function loaIndex(entries) {
  pieces = entries.map((entry) => {
    const fields = [1, 2, 3, 4, 7].filter((at) => entry[at]);
    return { entry, fields: fields.map((at) => ({ weight: WEIGHTS[at], marked: words(entry[at]), bare: words(fold(entry[at])) })) };
  });
  start();
}

function score(piece, asked, phrase) {
  let total = 0;
  for (const word of asked) {
    let best = 0;
    for (const field of piece.fields) best = Math.max(best, field.weight * match(field, word));
    if (!best) return 0;
    total += best;
  }
  if (asked.length > 1) {
    for (const field of piece.fields) if (` ${field.bare.join(" ")} `.includes(` ${phrase}`)) total += field.weight * asked.length;
  }
  return total;
}

function match(field, word) {
  let best = 0;
  for (let at = 0; at < field.bare.length; at++) {
    if (field.bare[at] === word.bare) best = Math.max(best, !word.accented || field.marked[at] === word.marked ? 1 : 0.4);
    else if (word.last && word.bare.length > 1 && field.bare[at].startsWith(word.bare)) best = Math.max(best, 0.3);
  }
  return best;
}

function find(question) {
  const marked = words(question);
  const asked = marked.map((word, at) => ({ marked: word, bare: fold(word), accented: fold(word) !== word, last: at === marked.length - 1 }));
  if (!asked.length) return [];
  const phrase = asked.map((word) => word.bare).join(" ");
  const found = pieces.map((piece) => ({ piece, points: score(piece, asked, phrase) })).filter((each) => each.points);
  found.sort((one, two) => two.points - one.points || two.piece.entry[5].localeCompare(one.piece.entry[5]));
  return found.map((each) => ({ entry: each.piece.entry, asked }));
}

function marked(text, asked) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const hit of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const bare = fold(hit[0]);
    if (!asked.some((word) => bare === word.bare || (word.last && word.bare.length > 1 && bare.startsWith(word.bare)))) continue;
    const mark = document.createElement("mark");
    mark.textContent = hit[0];
    out.append(text.slice(from, hit.index), mark);
    from = hit.index + hit[0].length;
  }
  out.append(text.slice(from));
  return out;
}

function item({ entry, asked }) {
  const [url, title, summary, , labels, day, sound] = entry;
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
  for (const text of [labels.split(" · ")[0], day.split("-").reverse().join("/"), sound ? "Có bản ghi âm" : ""]) {
    const part = document.createElement("span");
    part.textContent = text;
    if (text) line.append(part);
  }
  row.append(head, told, line);
  return row;
}

function start() {
  const form = document.querySelector("[data-search]");
  const box = document.querySelector("[data-results]");
  const field = form.elements.q;
  const show = () => {
    const question = field.value.trim();
    const found = find(question);
    box.hidden = !question;
    box.querySelector("ol").replaceChildren(...found.slice(0, MOST).map(item));
    const more = found.length > MOST ? `, đây là ${MOST} bài đúng nhất` : "";
    box.querySelector("[role=status]").textContent = found.length
      ? `Thấy ${found.length} bài${more}.`
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
