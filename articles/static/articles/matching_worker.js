// Runs a regular expression over texts away from the page, which one that takes years would hang.
addEventListener("message", ({ data: { source, flags, texts } }) => {
  for (const text of texts) Array.from(text.matchAll(new RegExp(source, flags)))
  postMessage("done")
})
postMessage("ready")
