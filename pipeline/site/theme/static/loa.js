"use strict";
for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = "Đã chép.";
    } catch {
      said.textContent = "Lời đã được bôi đen; bấm giữ để chép.";
    }
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: document.querySelector("link[rel=canonical]").href }).catch(() => {});
  });
}

// Opened from a disk or a USB stick, no server shows a folder's index.html.
if (location.protocol === "file:") {
  for (const name of ["href", "action"]) {
    for (const each of document.querySelectorAll(`[${name}$="/"]:not([${name}*=":"])`)) {
      each.setAttribute(name, each.getAttribute(name) + "index.html");
    }
  }
}
