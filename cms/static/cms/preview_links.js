// In the frame of a preview all links open a tab of their own (`base` of the page), as no other page may stand
// there. Those that lead to another place of the same page stay in the frame.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]")
  if (link && link.href.split("#")[0] === location.href.split("#")[0]) link.target = "_self"
})
