// Reads {styles: {name: xml}, locale, works} and writes {name: [entry of each work]}, by citeproc-js.
const fs = require("node:fs")
const CSL = require("citeproc")

const { styles, locale, works } = JSON.parse(fs.readFileSync(0, "utf8"))
const byId = Object.fromEntries(works.map((work) => [work.id, work]))
const entries = (style) => {
  const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: (id) => byId[id] }, style, "en-US")
  return works.map(({ id }) => {
    engine.updateItems([id])
    return engine.makeBibliography()[1][0]
  })
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(styles).map(([name, style]) => [name, entries(style)]))))
