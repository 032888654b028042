/* Keeps a reviewer's answers by themselves a moment after the last change; the button does the same. */

const form = document.getElementById("checklist-form");
const status = document.getElementById("checklist-status");
const PAUSE = 800;
let timer;
let sent = Promise.resolve();

async function keep() {
  timer = undefined;
  status.textContent = "Keeping your answers …";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.statusText);
    const kept = await answer.json();
    status.textContent = timer ? status.textContent : `${kept.status} Kept.`;
  } catch {
    status.textContent = "Your answers could not be kept. Press the button below to try again.";
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => (sent = sent.then(keep)), PAUSE);
}

form?.addEventListener("input", (event) => {
  const line = event.target.closest("fieldset");
  if (event.target.type === "radio") delete line.dataset.missing;
  later();
});

// what is signed is what was kept: a decision waits for the last answer
document.addEventListener("submit", (event) => {
  if (!timer || event.target === form || !form) return;
  event.preventDefault();
  const button = event.submitter;
  clearTimeout(timer);
  sent = sent.then(keep).then(() => event.target.requestSubmit(button));
});
