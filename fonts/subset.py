"""Cut the faces of the site out of npm's fontsource packages: `make fonts`.

The result is kept in `cms/static/cms/fonts`, so that nobody needs npm to run the site or to change anything
else. A face is cut to the letters of a script, to one weight and optical size where it has such axes, and to
the features that the style sheet asks for. Run again it writes the same bytes.

Another script is one more row of `fonts.faces.SCRIPTS`, with the name that fontsource gives it, and one
more `@font-face` for each face in `site.css`, with the same `unicode-range`: browsers fetch it only for pages
that have a letter of it. Source Serif 4 has Greek, Cyrillic and Vietnamese, Figtree no more than latin-ext.
"""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from fonts.faces import FACES, OUT, SANS, SCRIPTS, SERIF, Face, points


def main() -> None:
    """Write every face of every script, and the licences."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: _unpacked(name, Path(folder)) for name in (SERIF, SANS)}
        for script in SCRIPTS:
            for face in FACES:
                source = packages[face.package] / "files" / f"{face.source.format(script)}.woff2"
                target = OUT / f"{face.file}{'' if script == 'latin' else f'-{script}'}.woff2"
                _cut(face, source, script, target)
                print(f"{target.name}: {target.stat().st_size} bytes", file=sys.stdout)  # noqa: T201
        (OUT / "figtree-LICENSE.txt").write_text((packages[SANS] / "LICENSE").read_text())


def _unpacked(package: str, folder: Path) -> Path:
    """The package as npm gives it; npm checks the digest that the registry signed."""
    said = subprocess.run(  # noqa: S603 of names that stand above
        ["npm", "pack", "--silent", "--pack-destination", str(folder), package],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    target = folder / package.strip("@").replace("/", "-")
    with tarfile.open(folder / said.stdout.split()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _cut(face: Face, source: Path, script: str, target: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    instancer.instantiateVariableFont(font, face.axes, inplace=True)
    if "gvar" in font:  # Figtree says nothing of the empty glyph, which the cutter asks for
        font["gvar"].variations.setdefault(".notdef", [])
    options = subset.Options(
        layout_features=list(face.features), hinting=False, notdef_outline=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points(script))
    cutter.subset(font)
    if face.renamed:
        _rename(font, face.renamed)
    font.flavor = "woff2"
    font.save(target)


def _rename(font: TTFont, name: str) -> None:
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            said = name.replace(" ", "") if record.nameID == 6 else name
            font["name"].setName(
                said, record.nameID, record.platformID, record.platEncID, record.langID
            )


if __name__ == "__main__":
    main()
