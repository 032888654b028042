// A part of the page that takes a while comes once the page stands. Where it does not come, its link leads there.
const fetchInto = async (place) => {
  const answer = await fetch(place.querySelector("a").href, { redirect: "manual" }).catch(() => null)
  if (!answer?.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  place.replaceWith(...page.querySelector("[data-parts]").children)
}

for (const place of document.querySelectorAll("[data-later]")) fetchInto(place)
