// What a reader chose of text size and of light or dark, before anything is drawn. No module: those come late.
try {
  for (const name of ["size", "theme"]) {
    const chosen = localStorage.getItem(name)
    if (chosen) document.documentElement.dataset[name] = chosen
  }
} catch {
  // a browser that keeps nothing for us
}
