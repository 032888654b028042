// In the frame of a preview: what leads to another page opens in a tab of its own, as no other page may stand there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]")
  if (link && link.href.split("#")[0] !== location.href.split("#")[0]) link.target = "_blank"
})
document.addEventListener("submit", ({ target }) => {
  target.target = "_blank"
})
