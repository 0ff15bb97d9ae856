"use strict";
// The transcript follows the voice: the sentence being heard is marked; a click, Enter or Space on a sentence plays it.
// The sentences are one stop of the Tab key; arrow keys, Home and End move among them.
const SPEEDS = [["0.75", "Chậm"], ["1", "Vừa"], ["1.25", "Nhanh"], ["1.5", "Nhanh hơn"]];

for (const player of document.querySelectorAll("[data-player]")) {
  const audio = player.querySelector("audio");
  offerSpeeds(player.querySelector("[data-speeds]"), audio);
  const box = player.querySelector("[data-lines]");
  if (box) follow(box, audio, player.querySelector("[data-lines-help]"));
}

function offerSpeeds(group, audio) {
  group.hidden = false;
  for (const [rate, label] of SPEEDS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.setAttribute("aria-pressed", String(rate === "1"));
    button.addEventListener("click", () => {
      audio.defaultPlaybackRate = audio.playbackRate = Number(rate);
      for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
    });
    group.append(button);
  }
}

function follow(box, audio, help) {
  const lines = [...box.querySelectorAll("[data-from]")];
  const starts = lines.map((line) => Number(line.dataset.from));
  let heard = -1;
  help.hidden = false;
  box.removeAttribute("tabindex");
  lines.forEach((line, number) => {
    line.setAttribute("role", "button");
    line.tabIndex = number ? -1 : 0;
    line.addEventListener("click", () => play(number));
    line.addEventListener("keydown", (event) => onKey(event, number));
  });

  audio.addEventListener("timeupdate", mark);
  audio.addEventListener("seeked", mark);
  audio.addEventListener("ended", () => show(-1));

  function play(number) {
    const seek = () => (audio.currentTime = starts[number] + 0.01);
    if (audio.readyState) seek();
    else audio.addEventListener("loadedmetadata", seek, { once: true });
    audio.play().catch(() => {});
    show(number);
  }

  function onKey(event, number) {
    const last = lines.length - 1;
    const to = { ArrowDown: number + 1, ArrowRight: number + 1, ArrowUp: number - 1, ArrowLeft: number - 1, Home: 0, End: last }[event.key];
    if (event.key === "Enter" || event.key === " ") play(number);
    else if (to === undefined) return;
    else focusOn(Math.min(last, Math.max(0, to)));
    event.preventDefault();
  }

  function focusOn(number) {
    for (const line of lines) line.tabIndex = -1;
    lines[number].tabIndex = 0;
    lines[number].focus();
  }

  function mark() {
    const now = audio.currentTime;
    let number = -1;
    for (let each = 0; each < starts.length && starts[each] <= now; each++) number = each;
    show(number);
  }

  function show(number) {
    if (number === heard) return;
    if (heard >= 0) {
      lines[heard].classList.remove("now");
      lines[heard].removeAttribute("aria-current");
    }
    heard = number;
    if (number < 0) return;
    lines[number].classList.add("now");
    lines[number].setAttribute("aria-current", "true");
    const top = lines[number].offsetTop;
    if (top < box.scrollTop || top + lines[number].offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top - 24;
  }
}
