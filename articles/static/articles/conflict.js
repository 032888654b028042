// Once somebody has decided between two texts, the copy on this device has done its service.
const form = document.querySelector("form[data-decides]")

const forget = () => {
  for (const slot of ["now", "found"]) {
    localStorage.removeItem(`attest:kept:${form.dataset.writer}:${form.dataset.decides}:${slot}`)
  }
}

if (form) {
  form.addEventListener("submit", forget)
  form.querySelector("a[href$='?leave']").addEventListener("click", forget)
}
