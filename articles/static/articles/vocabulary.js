// The kinds of blocks and marks, as articles/text/vocabulary.py has them: the page carries them as data.
export const vocabulary = JSON.parse(document.getElementById("body-vocabulary").textContent)
