// Checks, facts and previews follow the typing; without it the button "Check and preview" does the same.
"use strict";

const PAUSE = 700; // milliseconds without a key before the text is looked at
const editor = document.querySelector("form[data-check]");
if (editor) followTyping(editor);

function followTyping(form) {
  let timer = 0;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  async function look() {
    const mine = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("act", "preview");
    try {
      const response = await fetch(form.action, { method: "POST", body: fields, redirect: "error" });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("seen");
      // An answer that a later key has overtaken is not shown.
      if (fresh && mine === asked) document.getElementById("seen").replaceChildren(...document.adoptNode(fresh).childNodes);
    } catch {
      // The line is away: what stands there stays, and the next key asks again.
    }
  }
}
