"use strict";
// The page works without this: it only keeps the status fresh and the countdowns running.
const status = document.getElementById("status");
const two = (n) => String(n).padStart(2, "0");
const clock = (s) => (s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}` : `${Math.floor(s / 60)}`) + `:${two(Math.floor(s % 60))}`;
setInterval(() => {
  for (const count of status.querySelectorAll(".count")) {
    const left = Math.max(0, Number(count.dataset.left) - 1);
    count.dataset.left = String(left);
    count.textContent = clock(left);
  }
}, 1000);
// Only what changed is put in anew: an alert that stays the same is not read out again by a screen reader.
const show = (html) => {
  const fresh = document.createElement("section");
  fresh.innerHTML = html;
  const [before, after] = [[...status.children], [...fresh.children]];
  if (before.length !== after.length) status.replaceChildren(...after);
  else before.forEach((old, i) => { if (old.outerHTML !== after[i].outerHTML) old.replaceWith(after[i]); });
};
setInterval(async () => {
  try {
    const answer = await fetch("/tinh-trang", { cache: "no-store" });
    if (answer.ok) show(await answer.text());
  } catch {
    show('<p class="bad" role="alert"><strong>Mất liên lạc với bộ phát.</strong> Hãy kiểm tra loa play có đang chạy không.</p>');
  }
}, 2000);
const names = document.querySelectorAll("input[name=by]");
for (const name of names) name.addEventListener("input", () => names.forEach((other) => { other.value = name.value; }));
