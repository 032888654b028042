// Which characters were put in last, on this device.

const KEY = "characters-used"
const MOST = 12

export const recentCharacters = () => {
  try {
    return [...(localStorage.getItem(KEY) ?? "")]
  } catch {
    return [] // a browser that keeps nothing for us
  }
}

export const remember = (sign) => {
  const signs = [sign, ...recentCharacters().filter((each) => each !== sign)].slice(0, MOST)
  try {
    localStorage.setItem(KEY, signs.join(""))
  } catch {
    // then none is offered first
  }
}
