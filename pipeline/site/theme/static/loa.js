"use strict";
// Opened from a disk or a USB stick there is no server to show a folder's index.html.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll('a[href$="/"]:not([href^="http"])')) link.setAttribute("href", link.getAttribute("href") + "index.html");
}
