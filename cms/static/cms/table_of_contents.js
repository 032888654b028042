// Marks in the list of contents the section that is being read. Without it the list is a list of links.
const READING_LINE = 0.3 // of the window's height, from its top

const links = [...document.querySelectorAll(".contents a")]
const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))

function mark() {
  const line = window.innerHeight * READING_LINE
  const read = places.findLastIndex((place) => place && place.getBoundingClientRect().top <= line)
  links.forEach((link, index) => {
    if (index === read) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  })
}

const observer = new IntersectionObserver(mark, { rootMargin: `0px 0px -${100 - 100 * READING_LINE}% 0px` })
for (const place of places) if (place) observer.observe(place)

// on a phone the list is a sheet, which a choice closes
for (const link of links) {
  link.addEventListener("click", () => {
    const sheet = link.closest("[popover]")
    if (sheet?.matches(":popover-open")) sheet.hidePopover()
  })
}
